/** Large messages in parts (MS-IKEE 2.2.3.1): where both sides have announced it, by the dialect's rules. */

import type { Path } from '../../base/batch.ts';
import { FRAGMENT_LAST } from '../../wire/isakmp/fragment.ts';
import { decodeHeader, FLAG_ENCRYPTION, HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { encodeMessage } from '../../wire/isakmp/message.ts';
import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import { DIALECTS, type FragmentRules } from '../dialect/dialects.ts';
import type { EngineState } from '../engine-state.ts';
import type { MessageFacts } from '../events.ts';
import { type IsakmpSa, scopeOf } from '../isakmp-sa.ts';
import { announcesFragmentation, peerFragments } from '../riders/vendor-ids.ts';

/** Generic payload header, fragment ID, number and flags. */
const FRAGMENT_HEADER_OCTETS = 8;
const UDP_HEADER_OCTETS = 8;
const NON_ESP_MARKER_OCTETS = 4;

/** Sends a message, whole or in parts. */
export function sendInParts(
  engine: EngineState,
  sa: IsakmpSa,
  message: Uint8Array,
  facts: MessageFacts,
): void {
  const { options } = engine;
  const rules = DIALECTS[sa.peer.dialect.name].fragments;
  if (rules.when === 'after-timer') startTimer(engine, sa, facts);
  const room = rules.packetOctets[sa.path.local.address.version] - overhead(engine, sa.path);
  if (message.length <= room || !mayFragment(engine, sa, rules, facts))
    return options.send(sa.path, message);
  const { sentMessages } = sa.fragmentation;
  sa.fragmentation = { ...sa.fragmentation, sentMessages: sentMessages + 1 };
  const fragmentId = (sentMessages % 0xffff) + 1;
  const parts = partsOf(message, fragmentId, room - HEADER_OCTETS - FRAGMENT_HEADER_OCTETS);
  for (const part of parts) options.send(sa.path, part);
  options.note({
    kind: 'fragments-sent',
    ...scopeOf(sa),
    fragmentId,
    fragments: parts.length,
    octets: message.length,
  });
}

/** MS-IKEE <16>: both sides of Windows 2003 wait for the first two gaps, from the second round trip on. */
function startTimer(engine: EngineState, sa: IsakmpSa, facts: MessageFacts): void {
  if (facts.exchange !== 'main mode' || facts.number < 3) return;
  if (sa.fragmentation.dueAt !== undefined) return;
  const [first = 0, second = 0] = sa.peer.timers.retransmitGaps;
  sa.fragmentation = { ...sa.fragmentation, dueAt: engine.now + first + second };
}

function mayFragment(
  { now }: EngineState,
  sa: IsakmpSa,
  rules: FragmentRules,
  { payloads }: MessageFacts,
): boolean {
  if (!announcesFragmentation(sa) || !peerFragments(sa)) return false;
  if (rules.onlyWithIdentity && !payloads.some((name) => name === 'IDii' || name === 'IDir'))
    return false;
  const { received, dueAt } = sa.fragmentation;
  return rules.when === 'at-once' || received || (dueAt !== undefined && now >= dueAt);
}

function overhead({ options }: EngineState, { local }: Path): number {
  const ip = local.address.version === 4 ? 20 : 40;
  const marker = local.port === options.natPort ? NON_ESP_MARKER_OCTETS : 0;
  return ip + UDP_HEADER_OCTETS + marker;
}

/** The pieces, each behind the message's own header, which says clear and names payload 132. */
function partsOf(message: Uint8Array, fragmentId: number, room: number): Uint8Array[] {
  const { flags, ...header } = decodeHeader(message);
  const count = Math.ceil(message.length / room);
  return Array.from({ length: count }, (_, index) =>
    encodeMessage({ ...header, flags: flags & ~FLAG_ENCRYPTION }, [
      {
        kind: 'fragment',
        type: PAYLOAD.FRAGMENT,
        fragmentId,
        number: index + 1,
        flags: index + 1 === count ? FRAGMENT_LAST : 0,
        data: message.subarray(index * room, (index + 1) * room),
      },
    ]),
  );
}
