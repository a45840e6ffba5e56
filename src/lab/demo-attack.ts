/** The part of the demo in which somebody on the wire tries what can be tried without keys. */

import type { HostEvent } from '../host/events.ts';
import type { DropReason } from '../ipsec/events.ts';
import { eventText } from '../observe/event-text.ts';
import { spiText } from '../observe/units.ts';
import { forged, frameOf, lastEsp, putOnLink } from './attacker.ts';
import { ALPHA, BETA } from './demo-hosts.ts';
import { type AttackFrame, EVIDENCE } from './evidence.ts';
import type { PeerChild } from './peer-child.ts';
import { portOf } from './socket-map.ts';
import { failed, pingAll, type Stage } from './stage.ts';

const LABEL_COLUMNS = 12;
/** Inside what a window that had moved there would make too late for the genuine packets. */
const FORGED_AHEAD = 100_000;

interface Attempt {
  readonly what: AttackFrame['what'];
  readonly words: string;
  readonly packet: Uint8Array;
  readonly reason: DropReason;
  /** The counter, by its id. */
  readonly counter: string;
}

/** A replayed and a forged ESP packet, both refused and counted; a genuine ping passes afterwards. */
export async function attack(stage: Stage): Promise<void> {
  const { page, evidence, group } = stage;
  page.section(
    'Two attacks, both refused',
    'Somebody on the wire, without keys, has read along. The receiver looks at the sequence number first, then at the integrity check value, and only a right one moves the replay window (RFC 4303 3.4.3).',
  );
  const beta = group.peer(BETA.name);
  const capture = evidence.path(EVIDENCE.attacks);
  await beta.client.request({ do: 'capture-start', file: capture });
  const frames: AttackFrame[] = [];
  for (const attempt of attempts(evidence.path(EVIDENCE.good))) {
    const before = await counter(beta, attempt.counter);
    const already = beta.events.length;
    await putOnLink(attempt.packet, portOf(group.sockets, BETA.address, 'link'));
    const event = await refusal(beta, attempt.reason, already);
    const after = await counter(beta, attempt.counter);
    if (after.value !== before.value + 1) throw failed(`${before.label} did not count`);
    page.labelled('attacker', attempt.words, LABEL_COLUMNS, page.palette.bold);
    page.labelled('beta', eventText(event), LABEL_COLUMNS, page.palette.red);
    page.labelled('counted', `${after.label}: ${before.value} -> ${after.value}`, LABEL_COLUMNS);
    page.line('');
    const frame = frameOf(capture, attempt.packet);
    frames.push({ frame, what: attempt.what, verdict: eventText(event) });
  }
  const mean = await pingAll(stage, ALPHA.name, ALPHA.inner, BETA.inner, 1);
  await beta.client.request({ do: 'capture-stop' });
  evidence.writeAttacks(frames);
  page.labelled(
    'alpha',
    `a genuine ping still passes on this SA (${mean.toFixed(1)} ms): the forged sequence number has not moved the window`,
    LABEL_COLUMNS,
    page.palette.green,
  );
}

/** What the attacker does with the last packet that went by as protocol 50: one of the tunnel. */
function attempts(capture: string): Attempt[] {
  const seen = lastEsp(capture, ALPHA.address, BETA.address);
  const ahead = seen.sequence + FORGED_AHEAD;
  const spi = spiText(seen.spi);
  return [
    {
      what: 'replayed',
      words: `sends an ESP packet that alpha sent, octet for octet again: SPI ${spi}, sequence number ${seen.sequence}`,
      packet: seen.packet,
      reason: 'replayed',
      counter: 'packets-with-replay-detection',
    },
    {
      what: 'forged',
      words: `makes one up: the same SPI, sequence number ${ahead}, other ciphertext`,
      packet: forged(seen, ahead),
      reason: 'bad-icv',
      counter: 'packets-not-authenticated',
    },
  ];
}

function refusal(beta: PeerChild, reason: DropReason, already: number): Promise<HostEvent> {
  const earlier = new Set(beta.events.slice(0, already));
  return beta.waitFor(
    `the packet as dropped (${reason})`,
    (event) => event.kind === 'packet-dropped' && event.reason === reason && !earlier.has(event),
  );
}

async function counter(peer: PeerChild, id: string): Promise<{ label: string; value: number }> {
  const { ipsec } = (await peer.state()).statistics;
  const row = ipsec.find((candidate) => candidate.id === id);
  if (row === undefined) throw failed(`there is no counter ${id}`);
  return row;
}
