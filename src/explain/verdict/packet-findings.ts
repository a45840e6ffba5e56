/** What packets outside of IKE show in a capture alone. */

import { countText, spiText } from '../../observe/units.ts';
import { NOTIFY, notifyName } from '../../wire/numbers/isakmp.ts';
import type { ClassId } from './classes.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import { isUp } from './flow-findings.ts';
import type { IkeFlow } from './ike-flows.ts';
import { type ProtectedFlow, protectedFlows, rangesText } from './protected-flows.ts';

const HIGHEST_SEQUENCE = 0xffff_ffff;
/** The move to port 4500 changes both ends once. */
const PLACES_WITHOUT_CHANGE = 2;

/** Findings by ESP, AH, ICMP errors, clear packets, and places that change. */
export function packetFindings(evidence: Evidence, flows: readonly IkeFlow[]): Finding[] {
  const { frames } = evidence;
  return [
    ...protectedFlows(frames).flatMap(ofFlow),
    ...frames
      .filter(({ tooBig }) => tooBig !== undefined)
      .slice(0, 1)
      .map(({ at, source, tooBig }) =>
        likely(
          'packet-too-big',
          WEIGHT.changed,
          at,
          `${source} says that a packet is too big: ${tooBig} octets fit`,
        ),
      ),
    ...flows.flatMap(moved),
    ...flows.flatMap(strayNotifies),
    ...clear(evidence, flows),
    ...oneWay(evidence, flows),
    ...unused(evidence, flows),
  ];
}

function ofFlow(flow: ProtectedFlow): Finding[] {
  const { protocol, spi, icvWrong, repeated, paddingWrong, missing, places, highest, lastAt } =
    flow;
  const name = `${protocol.toUpperCase()} ${spiText(spi)}`;
  const all: (Finding | undefined)[] = [
    when(icvWrong, (numbers) =>
      likely(
        'icv-wrong',
        WEIGHT.packets,
        lastAt,
        `the ICV of ${name} is wrong in sequence numbers ${numbers}`,
      ),
    ),
    when(repeated, (numbers) =>
      likely(
        'replayed',
        WEIGHT.packets,
        lastAt,
        `${name} has sequence numbers more than once: ${numbers}`,
      ),
    ),
    when(paddingWrong, (numbers) =>
      likely(
        'padding-wrong',
        WEIGHT.packets,
        lastAt,
        `the padding of ${name} is wrong in sequence numbers ${numbers}`,
      ),
    ),
    missing.length === 0
      ? undefined
      : likely(
          'packets-lost',
          WEIGHT.consequence,
          lastAt,
          `${name} lacks sequence numbers ${rangesText(missing)}`,
        ),
    highest < HIGHEST_SEQUENCE
      ? undefined
      : likely(
          'sequence-overflow',
          WEIGHT.changed,
          lastAt,
          `${name} has used its last sequence number`,
        ),
    places.length < 2
      ? undefined
      : likely(
          'nat-mapping-changed',
          WEIGHT.changed,
          lastAt,
          `${name} came from ${places.join(', then ')}`,
        ),
  ];
  return all.filter((one) => one !== undefined);
}

function when(numbers: readonly number[], say: (text: string) => Finding): Finding | undefined {
  if (numbers.length === 0) return undefined;
  const shown = numbers.slice(0, 8).join(', ');
  return say(numbers.length > 8 ? `${shown} and ${numbers.length - 8} more` : shown);
}

function moved({ places, phase1 }: IkeFlow): Finding[] {
  if (places.length <= PLACES_WITHOUT_CHANGE) return [];
  return [
    likely(
      'nat-mapping-changed',
      WEIGHT.changed,
      phase1[0]?.times[0] ?? 0,
      `the initiator spoke from ${places.join(', then ')}`,
    ),
  ];
}

/** Notifies in clear that are no answer to a negotiation. */
export function strayNotifies({ informationals }: IkeFlow): Finding[] {
  return informationals
    .filter(({ facts }) => !facts.encrypted)
    .flatMap(({ facts, times }) => facts.notifies.map(({ type }) => stray(type, times[0]!)))
    .filter((one) => one !== undefined);
}

function stray(type: number, at: number): Finding | undefined {
  const seen = `${notifyName(type)} came in clear, which nobody can vouch for`;
  const others: readonly ClassId[] = [
    'one-sided-sa',
    'peer-restarted',
    'spi-unknown',
    'bad-cookie',
  ];
  if (type === NOTIFY['INVALID-SPI']) {
    return { ...likely('spi-unknown', WEIGHT.packets - 1, at, seen), others };
  }
  if (type !== NOTIFY['INVALID-COOKIE']) return undefined;
  return { ...likely('bad-cookie', WEIGHT.message + 1, at, seen), others };
}

/** Protected packets one way only, and no IKE by which the other way could be known. */
function oneWay({ frames }: Evidence, flows: readonly IkeFlow[]): Finding[] {
  const packets = frames.filter(({ packet }) => packet !== undefined);
  const [first] = packets;
  if (first === undefined || packets.length < 2 || flows.length > 0) return [];
  if (packets.some(({ source }) => source !== first.source)) return [];
  return [
    finding({
      class: 'unknown',
      certainty: 'unknown',
      weight: WEIGHT.aside + 1,
      at: first.at,
      seen: `${countText(packets.length, 'protected packet')} from ${first.source}, and nothing comes back`,
      others: ['spi-unknown', 'icv-wrong', 'peer-dead', 'peer-restarted', 'one-sided-sa', 'none'],
    }),
  ];
}

/** A main mode without anything under it. */
function unused({ frames }: Evidence, flows: readonly IkeFlow[]): Finding[] {
  const up = flows.find(isUp);
  if (up === undefined || flows.some(({ quickModes }) => quickModes.length > 0)) return [];
  if (frames.some(({ packet }) => packet !== undefined)) return [];
  return [
    finding({
      class: 'unknown',
      certainty: 'unknown',
      weight: WEIGHT.aside + 1,
      at: up.phase1[0]?.times[0] ?? 0,
      seen: 'main mode came to its last message, and no quick mode follows',
      others: [
        'none',
        'certificate-refused',
        'peer-identity-not-accepted',
        'ah-behind-nat',
        'no-policy',
        'retransmission-exhausted',
      ],
    }),
  ];
}

/** Clear traffic between two hosts after IKE between them had no answer; or nothing but clear traffic. */
function clear({ frames }: Evidence, flows: readonly IkeFlow[]): Finding[] {
  const packets = frames.filter((frame) => frame.clear !== undefined);
  const shielded = frames.some(({ packet }) => packet !== undefined);
  if (packets.length === 0) return [];
  if (flows.length === 0 && !shielded) {
    return [
      finding({
        class: 'unknown',
        certainty: 'unknown',
        weight: WEIGHT.allowed,
        at: packets[0]!.at,
        seen: `${countText(packets.length, 'packet')} in clear, and neither IKE nor ESP or AH`,
        others: [
          'not-protected-at-all',
          'clear-text-where-protection-required',
          'none',
          'blocked-by-driver-mode',
          'blocked-by-policy',
          'service-stopped',
        ],
      }),
    ];
  }
  const failed = flows.find((flow) => {
    const last = flow.phase1.at(-1)?.times.at(-1) ?? Number.POSITIVE_INFINITY;
    const ends = [flow.initiator, flow.responder];
    return (
      !isUp(flow) &&
      packets.some(
        ({ at, source, destination }) =>
          at > last && ends.includes(source) && ends.includes(destination),
      )
    );
  });
  if (failed === undefined) return [];
  return [
    likely(
      'fell-back-to-clear',
      WEIGHT.clear,
      packets[0]!.at,
      `${failed.initiator} and ${failed.responder} go on in clear after IKE between them came to nothing`,
    ),
  ];
}

function likely(id: Finding['class'], weight: number, at: number, seen: string): Finding {
  return finding({ class: id, certainty: 'likely', weight, at, seen });
}
