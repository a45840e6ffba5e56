/** What is done in a cell: the steps that cells are made of. Each throws what went wrong, in words. */

import type { Bed } from './bed.ts';
import { charonKeys } from './charon-log.ts';
import { compareKeys, espialKeys } from './espial-keys.ts';
import { eventually, must } from './run.ts';

const PINGS = 2;

/** SAs come up, carry packets both ways with the same keys at both ends, and go by a delete of the initiator. */
export async function carryAndDelete(bed: Bed): Promise<void> {
  await establish(bed);
  await carry(bed);
  await sameKeys(bed);
  await deleteAll(bed);
}

/** The cell's initiator brings the nth child up; both sides have it, at the latest after so long. */
export async function establish(bed: Bed, n = 0, milliseconds = 10_000): Promise<void> {
  const { cell, espial, strongSwan } = bed;
  if (cell.initiator === 'Espial') await espial.up(n);
  else must(await strongSwan.initiate(n), 'swanctl --initiate');
  await eventually(
    'strongSwan installed no child SA',
    () => installed(strongSwan.log()) > n,
    milliseconds,
  );
  await eventually(
    'Espial has no child SA in both directions',
    async () => (await espial.quickModes()).filter((sa) => sa.outbound !== undefined).length > n,
    milliseconds,
  );
}

/** How many times strongSwan installed a child SA. */
export function installed(log: string): number {
  return log.match(/INSTALLING => INSTALLED/g)?.length ?? 0;
}

/** Pings of either side are answered through the nth child. */
export async function carry(bed: Bed, n = 0): Promise<void> {
  if (bed.cell.agreement.engine === 'shim') return carryByScapy(bed);
  const { espial, strongSwan } = bed;
  const received = await espial.ping(n, PINGS);
  if (received < PINGS) throw new Error(`${received} of ${PINGS} pings from Espial were answered`);
  must(await strongSwan.ping(n, PINGS), 'ping from strongSwan');
  bed.note(`${PINGS} pings answered each way`);
}

/** The same, with scapy in place of the kernel that strongSwan does not have, and strongSwan's keys. */
async function carryByScapy(bed: Bed): Promise<void> {
  const { cell, espial, strongSwan } = bed;
  const [pair] = await espial.quickModes();
  const { sas } = charonKeys(strongSwan.log());
  const spiOf = (spi: number | undefined): string => (spi ?? 0).toString(16).padStart(8, '0');
  const inbound = sas.find((sa) => sa.spi === spiOf(pair?.outbound?.spi));
  const outbound = sas.find((sa) => sa.spi === spiOf(pair?.inbound?.spi));
  if (inbound === undefined || outbound === undefined)
    throw new Error("strongSwan's log has no keys of the SPIs that Espial uses");
  const esn = /selected proposal: ESP:\S*\/EXT_SEQ/.test(strongSwan.log());
  const scapy = await bed.scapy();
  await scapy.take(cell.agreement, { inbound, outbound, esn });
  const answered = await espial.ping(0, PINGS);
  const result = await scapy.result();
  const said = result.failures.length === 0 ? '' : ` (${result.failures.join('; ')})`;
  if (answered < PINGS)
    throw new Error(`scapy opened ${result.opened} of ${PINGS} packets, Espial ${answered}${said}`);
  const pinged = await scapy.ping(cell.agreement, PINGS);
  if (pinged < PINGS)
    throw new Error(`Espial answered ${pinged} of ${PINGS} packets that scapy made${said}`);
  bed.note(`scapy with strongSwan's keys: ${PINGS} pings answered each way`);
}

/** Espial's key log agrees with strongSwan's log. */
export async function sameKeys(bed: Bed): Promise<void> {
  const ours = espialKeys(bed.folder);
  const theirs = charonKeys(bed.strongSwan.log());
  // Where scapy opened the packets with strongSwan's keys, a suite that Wireshark cannot name is proved by that.
  const named = bed.cell.agreement.engine === 'libipsec';
  const { ike, sas, differences } = compareKeys(ours, theirs, named);
  if (differences.length > 0) throw new Error(differences.join('; '));
  if (ike === 0) throw new Error('no IKE key of the two logs could be compared');
  if (named && sas < 2) throw new Error(`keys of ${sas} ESP SAs could be compared`);
  bed.note(`same keys: ${ike} IKE, ${sas} ESP`);
}

/** The initiator deletes everything; the other side has nothing either. */
export async function deleteAll(bed: Bed): Promise<void> {
  const { cell, espial, strongSwan } = bed;
  if (cell.initiator === 'Espial') {
    await espial.stop();
    await eventually('strongSwan did not take the deletes', async () => {
      return (await strongSwan.status()) === '';
    });
    return;
  }
  must(await strongSwan.terminate(), 'swanctl --terminate');
  await eventually('Espial did not take the deletes', async () => {
    const left = [await espial.quickModes(), await espial.mainModes()];
    return left.every((sas) => sas.length === 0);
  });
}
