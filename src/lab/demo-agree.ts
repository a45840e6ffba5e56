/** The parts of the demo in which alpha and beta agree: negotiation, packets, NAT traversal, the end. */

import { toHex, utf8 } from '../base/bytes.ts';
import type { HostEvent } from '../host/events.ts';
import { ALPHA, BETA, POLICY, UDP_ECHO_PORT, UDP_SOURCE_PORT } from './demo-hosts.ts';
import type { DemoMethod } from './demo-method.ts';
import { pingAll, type Stage, withLadder } from './stage.ts';

const PINGS = 3;

/** Main mode and two quick modes. */
export async function negotiate(stage: Stage, method: DemoMethod): Promise<void> {
  stage.page.section(
    'Main mode and quick mode',
    `${method.proof} Quick mode (RFC 2409 5.5) then makes a pair of ESP SAs in three messages: here one pair for transport mode, then one for a tunnel. A star marks what is encrypted.`,
  );
  const both = async (): Promise<void> => {
    await up(stage, POLICY.transport);
    await up(stage, POLICY.tunnel);
  };
  await withLadder(stage, ALPHA, BETA, both, drawn);
}

/** Pings and UDP through both SAs. */
export async function traffic(stage: Stage): Promise<void> {
  const { page } = stage;
  page.section(
    'Packets through both SAs',
    `ESP travels as protocol 50 (RFC 4303). The transport SA protects what ${ALPHA.address} and ${BETA.address} say to each other; the tunnel SA carries whole packets between ${ALPHA.inner} and ${BETA.inner} inside packets of the former.`,
  );
  const rows = [
    await row(stage, POLICY.transport, ALPHA.address, BETA.address),
    await row(stage, POLICY.tunnel, ALPHA.inner, BETA.inner),
  ];
  page.table(['SA', 'from', 'to', 'pings answered', 'round trip', 'UDP echo'], rows);
}

/** A second main mode, between addresses that claim to be behind NATs. */
export async function forcedNat(stage: Stage): Promise<void> {
  const { page } = stage;
  page.section(
    'The same as if through a NAT',
    'The peers also have a second pair of addresses, for which they claim a NAT. The hashes in NAT-D then fit no address, so both move to port 4500 with message 5 (RFC 3947) and quick mode agrees on ESP inside UDP (RFC 3948).',
  );
  const left = { name: ALPHA.name, address: ALPHA.behind };
  const right = { name: BETA.name, address: BETA.behind };
  await withLadder(stage, left, right, () => up(stage, POLICY.natted), drawn);
  const rows = [await row(stage, POLICY.natted, ALPHA.behind, BETA.behind)];
  page.line('');
  page.table(['SA', 'from', 'to', 'pings answered', 'round trip', 'UDP echo'], rows);
}

/** Alpha stops and says so. */
export async function goodBye(stage: Stage): Promise<void> {
  stage.page.section(
    'Good-bye',
    'Alpha deletes its SAs, quick modes before their main mode, and tells beta in informational exchanges (RFC 2408 3.15). Beta forgets the same SAs.',
  );
  const deletes = (event: HostEvent): boolean => isSent(event) || event.kind === 'main-mode-ended';
  await withLadder(
    stage,
    { name: ALPHA.name },
    { name: BETA.name },
    async () => {
      await stage.group.peer(ALPHA.name).stop();
      await stage.group.peer(BETA.name).waitFor('the end of its main modes', lastMainModeEnded());
    },
    deletes,
  );
}

async function up(stage: Stage, policy: string): Promise<void> {
  await stage.group.peer(ALPHA.name).client.command({ kind: 'up', policy });
  // The responder's outbound half comes with message 3, a moment after the initiator is done.
  await stage.group
    .peer(BETA.name)
    .waitFor(`${policy} up`, (e) => e.kind === 'quick-mode-established' && e.policy === policy);
}

async function row(stage: Stage, policy: string, from: string, to: string): Promise<string[]> {
  const mean = await pingAll(stage, ALPHA.name, from, to, PINGS);
  const octets = await udpEcho(stage, from, to);
  return [policy, from, to, `${PINGS} of ${PINGS}`, `${mean.toFixed(1)} ms`, `${octets} octets`];
}

/** Sends a text and waits until it is back. Answers how many octets came. */
async function udpEcho(stage: Stage, from: string, to: string): Promise<number> {
  const alpha = stage.group.peer(ALPHA.name);
  const text = utf8('a secret between alpha and beta');
  await alpha.client.command({
    kind: 'send',
    from,
    to,
    sourcePort: UDP_SOURCE_PORT,
    destinationPort: UDP_ECHO_PORT,
    payload: toHex(text),
    count: 1,
  });
  const back = `${to}:${UDP_ECHO_PORT}`;
  const event = await alpha.waitFor(
    `the UDP echo from ${to}`,
    (candidate) => candidate.kind === 'udp-received' && candidate.from === back,
  );
  return event.kind === 'udp-received' ? event.octets : 0;
}

/** Every message; remarks of alpha alone, since beta's say the same the other way round. */
function drawn(event: HostEvent): boolean {
  return event.host === ALPHA.name || isSent(event);
}

function isSent(event: HostEvent): boolean {
  return event.kind === 'isakmp-sent';
}

/** Two main modes were made, so two must end. */
function lastMainModeEnded(): (event: HostEvent) => boolean {
  let left = 2;
  return (event) => event.kind === 'main-mode-ended' && --left === 0;
}
