/** What happens to SAs in their life: rekeys, deletes, peers that go and come back. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed } from './bed.ts';
import type { Side } from './cell.ts';
import { childName } from './peer-file.ts';
import { carry, deleteAll, establish, installed, sameKeys } from './plays.ts';
import { eventually, must } from './run.ts';

/** How long a peer may take to find out that the other is gone, and to come back. */
const RECOVERY_MILLISECONDS = 40_000;

/** Three children of one main mode; one is deleted, the others carry on. */
export async function severalChildren(bed: Bed): Promise<void> {
  for (const n of [0, 1, 2]) await establish(bed, n);
  for (const n of [0, 1, 2]) await carry(bed, n);
  await sameKeys(bed);
  if ((await bed.espial.mainModes()).length !== 1) throw new Error('there is not one main mode');
  if (bed.cell.initiator === 'Espial') await bed.espial.down(1);
  else must(await bed.strongSwan.terminate(1), 'swanctl --terminate --child');
  await eventually('there are not two children left at Espial', async () => {
    return (await bed.espial.quickModes()).length === 2;
  });
  await eventually('there are not two children left at strongSwan', async () => {
    return (await bed.strongSwan.status()).match(/INSTALLED/g)?.length === 2;
  });
  for (const n of [0, 2]) await carry(bed, n);
  await deleteAll(bed);
}

/** One side renews the child; what follows travels on the new pair. */
export function rekeyChild(by: Side): (bed: Bed) => Promise<void> {
  return async (bed) => {
    await establish(bed);
    await carry(bed);
    await renewChild(bed, by);
    await carryOnNewest(bed);
    await sameKeys(bed);
    await deleteAll(bed);
  };
}

/** One side renews main mode; the child stays, and can be renewed under the new one. */
export function rekeyMainMode(by: Side): (bed: Bed) => Promise<void> {
  return async (bed) => {
    const { espial, strongSwan } = bed;
    await establish(bed);
    await carry(bed);
    const old = (await espial.mainModes())[0]?.initiatorCookie;
    if (by === 'Espial')
      must(await espial.cli('rekey', '--main-mode', 'strongswan'), 'espial rekey --main-mode');
    else must(await strongSwan.swanctl('--rekey', '--ike', 'c'), 'swanctl --rekey --ike');
    await eventually('Espial has no new main mode', async () => {
      const modes = await espial.mainModes();
      return modes.some((sa) => sa.state === 'established' && sa.initiatorCookie !== old);
    });
    await carry(bed);
    await renewChild(bed, by);
    await carryOnNewest(bed);
    await sameKeys(bed);
    await deleteAll(bed);
  };
}

async function renewChild(bed: Bed, by: Side): Promise<void> {
  const { espial, strongSwan } = bed;
  const before = installed(strongSwan.log());
  const newest = (await espial.quickModes()).at(-1)?.id ?? 0;
  if (by === 'Espial') must(await espial.cli('rekey', childName(0)), 'espial rekey');
  else must(await strongSwan.swanctl('--rekey', '--child', childName(0)), 'swanctl --rekey');
  await eventually('strongSwan installed no new child', () => {
    return installed(strongSwan.log()) > before;
  });
  await eventually('Espial has no new child', async () => {
    const sas = await espial.quickModes();
    return sas.some((sa) => sa.id > newest && sa.outbound !== undefined);
  });
}

/** Packets go both ways, and it is the newest pair that carries them. */
async function carryOnNewest(bed: Bed): Promise<void> {
  await carry(bed);
  const sas = await bed.espial.quickModes();
  const newest = sas.reduce((a, b) => (b.id > a.id ? b : a));
  if (!newest.inbound?.packets || !newest.outbound?.packets)
    throw new Error('the new pair of SAs carried nothing in one direction');
}

/** One side deletes the child alone; main mode stays, and the next packet makes a new child. */
export function deleteChild(by: Side): (bed: Bed) => Promise<void> {
  return async (bed) => {
    const { espial, strongSwan } = bed;
    await establish(bed);
    await carry(bed);
    if (by === 'Espial') await espial.down(0);
    else must(await strongSwan.terminate(0), 'swanctl --terminate --child');
    await eventually('strongSwan still has the child', async () => {
      return !(await strongSwan.status()).includes('INSTALLED');
    });
    await eventually('Espial still has the child', async () => {
      return (await espial.quickModes()).length === 0;
    });
    if (
      !(await strongSwan.status()).includes('ESTABLISHED') ||
      (await espial.mainModes()).length !== 1
    )
      throw new Error('main mode is gone too');
    await establishAgain(bed);
    await sameKeys(bed);
    await deleteAll(bed);
  };
}

/** The wire is cut until the watcher has noticed by DPD; when it is whole again, traffic flows again. */
export function peerGoneAndBack(watcher: Side): (bed: Bed) => Promise<void> {
  return async (bed) => {
    const { espial, strongSwan } = bed;
    await establish(bed);
    await carry(bed);
    await sleep(2500);
    const asked = /DPD|R_U_THERE|R-U-THERE/;
    if (!asked.test(strongSwan.log())) throw new Error('nobody asked whether the other lives');
    await carry(bed);
    if (watcher === 'Espial') await strongSwan.wire('down');
    else espial.pause();
    await eventually(
      `${watcher} did not notice that its peer is gone`,
      async () =>
        watcher === 'Espial'
          ? (await espial.quickModes()).length === 0
          : (await strongSwan.status()) === '',
      RECOVERY_MILLISECONDS,
    );
    await strongSwan.wire('up');
    espial.goOn();
    await recover(bed, watcher);
    await sameKeys(bed);
  };
}

/** strongSwan is killed without a word and started again. */
export async function strongSwanRestarts(bed: Bed): Promise<void> {
  const { cell, strongSwan } = bed;
  await establish(bed);
  await carry(bed);
  await strongSwan.crash();
  await strongSwan.restart(cell.agreement);
  await recover(bed, cell.initiator);
  await sameKeys(bed);
}

/** Espial is killed without a word and started again. */
export async function espialRestarts(bed: Bed): Promise<void> {
  await establish(bed);
  await carry(bed);
  await bed.espial.kill();
  await bed.espial.start();
  await recover(bed, bed.cell.initiator);
  await sameKeys(bed);
}

/** The same, and strongSwan, who knows nothing of it, only sends packets: Espial must begin anew. */
export async function espialRestartsUnnoticed(bed: Bed): Promise<void> {
  const { espial, strongSwan } = bed;
  await establish(bed);
  await carry(bed);
  await espial.kill();
  await espial.start();
  await eventually(
    "strongSwan's packets do not come through again",
    async () => (await strongSwan.ping(0)).ok,
    RECOVERY_MILLISECONDS,
  );
  await carry(bed);
  await sameKeys(bed);
}

/** Both renew at the same time. Whatever they settle on carries packets, and can be renewed and deleted. */
export function rekeyAtOnce(phase: 'child' | 'main mode'): (bed: Bed) => Promise<void> {
  return async (bed) => {
    const { espial, strongSwan } = bed;
    await establish(bed);
    await carry(bed);
    const theirs = phase === 'child' ? ['--child', childName(0)] : ['--ike', 'c'];
    const before = installed(strongSwan.log());
    // Not by Espial's command line, which takes longer to start than swanctl.
    const [, outcome] = await Promise.all([
      phase === 'child'
        ? espial.client.command({ kind: 'rekey', policy: childName(0) })
        : espial.client.command({ kind: 'rekey-main-mode', peer: 'strongswan' }),
      strongSwan.swanctl('--rekey', ...theirs),
    ]);
    must(outcome, 'swanctl --rekey');
    if (phase === 'child')
      await eventually('nothing was renewed', () => installed(strongSwan.log()) > before);
    await carry(bed);
    await settle(bed);
    await carry(bed);
    await renewChild(bed, bed.cell.initiator);
    await carryOnNewest(bed);
    await sameKeys(bed);
    await deleteAll(bed);
  };
}

/** How long the two take to part with what they do not need. */
const SETTLING_MILLISECONDS = 12_000;

/**
 * What was renewed twice may stay until it expires where the other program does not part with what it began, as
 * strongSwan does not; but both have the same, and no more than the two and their predecessor.
 */
async function settle({ espial, strongSwan, note }: Bed): Promise<void> {
  await sleep(SETTLING_MILLISECONDS);
  const status = await strongSwan.status();
  const theirs = [/ESTABLISHED/g, /INSTALLED|REKEYED/g].map(
    (state) => status.match(state)?.length ?? 0,
  );
  const ours = [(await espial.mainModes()).length, (await espial.quickModes()).length];
  const text = `${ours[0]} main modes and ${ours[1]} pairs`;
  note(`settled on ${text}`);
  if (ours.join() !== theirs.join())
    throw new Error(`Espial has ${text}, strongSwan ${theirs.join(' and ')}`);
  if (ours[0]! > 2 || ours[1]! > 3) throw new Error(`the two do not settle: ${text}`);
}

/** One side just sends packets; sooner or later they are answered. strongSwan has no trap and is told to begin. */
async function recover(bed: Bed, by: Side): Promise<void> {
  const { espial, strongSwan } = bed;
  const began = performance.now();
  // charon may first have to find out that the main mode which it uses is gone.
  const through = async (): Promise<boolean> =>
    (by === 'Espial' || (await strongSwan.initiate()).ok) && (await espial.ping(0)) > 0;
  await eventually('no packet comes through again', through, RECOVERY_MILLISECONDS);
  await carry(bed);
  bed.note(`traffic again after ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** The initiator of the cell makes the child anew: Espial by a packet. */
async function establishAgain(bed: Bed): Promise<void> {
  if (bed.cell.initiator === 'strongSwan')
    must(await bed.strongSwan.initiate(), 'swanctl --initiate');
  await eventually('the next packets make no new child', async () => {
    return (await bed.espial.ping(0)) > 0;
  });
  await carry(bed);
}

/** Packets flow for so long without an outage, while SAs expire and are renewed. */
export function flowFor(seconds: number, renewals: number): (bed: Bed) => Promise<void> {
  return async (bed) => {
    const { espial, strongSwan } = bed;
    await establish(bed);
    const before = installed(strongSwan.log());
    const count = seconds * 10;
    const received = await espial.ping(0, count);
    const renewed = installed(strongSwan.log()) - before;
    bed.note(`${received} of ${count} pings answered over ${renewed} renewals`);
    // The packet right behind message 3 may come before strongSwan has installed the new pair: one a renewal.
    if (received < count - renewed)
      throw new Error(`${count - received} of ${count} pings were lost`);
    if (renewed < renewals) throw new Error(`the child was renewed ${renewed} times`);
    await sameKeys(bed);
    await deleteAll(bed);
  };
}

/** Packets that mean nothing (RFC 4303 2.6) are taken and dropped without harm. */
export async function dummies(bed: Bed): Promise<void> {
  await establish(bed);
  await carry(bed);
  for (let n = 0; n < 3; n++) must(await bed.espial.cli('dummy', childName(0)), 'espial dummy');
  await carry(bed);
  const [pair] = await bed.espial.quickModes();
  bed.note(`${pair?.outbound?.packets} packets sent, dummies among them`);
  await sameKeys(bed);
  await deleteAll(bed);
}
