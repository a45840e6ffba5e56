/** What the packets of one quick mode show; without keys, by who answers whom and when it stops. */

import { countText } from '../../observe/units.ts';
import { NOTIFY, notifyName } from '../../wire/numbers/isakmp.ts';
import type { ClassId } from './classes.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import type { FlowMessage, IkeFlow, QuickModeFlow } from './ike-flows.ts';
import type { Meant } from './notify-meanings.ts';

/** A refusal comes at once, or after the responder's own steps. */
const REFUSAL_MILLISECONDS = 10_000;

const REFUSALS: readonly ClassId[] = [
  'selectors-differ',
  'no-common-quick-mode-proposal',
  'pfs-differs',
  'encapsulation-differs',
  'protocols-differ',
  'sequence-numbers-differ',
  'ah-behind-nat',
  'attribute-not-supported',
  'lifetime-longer',
];
const SILENCE: readonly ClassId[] = [
  'hash-1-wrong',
  'decrypts-to-nonsense',
  'deleted-by-peer',
  'peer-restarted',
  'peer-dead',
  'rekey-collision',
];

/** Findings of a quick mode; none where its three messages are there. */
export function quickModeFindings(flow: IkeFlow, quick: QuickModeFlow): Finding[] {
  const meant = meaningOfEnd(flow, quick);
  if (meant === undefined) return [];
  const [first] = quick.messages;
  const later = flow.quickModes.some(
    (other) => other.messages[0]!.times[0]! > first!.times[0]! && isWhole(other),
  );
  const weight = later ? WEIGHT.failedOnce : WEIGHT.negotiation;
  return [finding({ certainty: 'likely', weight, at: first!.times[0]!, ...meant })];
}

function isWhole({ messages }: QuickModeFlow): boolean {
  return messages.some(({ number }) => number === 3);
}

function meaningOfEnd(flow: IkeFlow, quick: QuickModeFlow): Meant | undefined {
  const { messages } = quick;
  const numbered = (number: number): FlowMessage | undefined =>
    messages.find((message) => message.number === number);
  const [first, second, third] = [numbered(1), numbered(2), numbered(3)];
  if (first === undefined) return undefined;
  if (third !== undefined) return third && second ? lostThird(second, third) : undefined;
  const sent = `quick mode, message ${second === undefined ? 1 : 2}, was sent ${countText((second ?? first).frames.length, 'time')}`;
  const refused = flow.informationals.find(
    ({ facts, from, times }) =>
      facts.encrypted &&
      from !== (second === undefined ? quick.by : otherSide(quick.by)) &&
      times[0]! >= first.times[0]! &&
      times[0]! - first.times[0]! < REFUSAL_MILLISECONDS,
  );
  if (refused !== undefined) return refusal(refused, sent);
  if (second === undefined) {
    return first.frames.length > 1
      ? { class: 'retransmission-exhausted', seen: `${sent} and went unanswered`, others: SILENCE }
      : {
          class: 'unknown',
          certainty: 'unknown',
          seen: `${sent}, and the capture holds no more of it`,
          others: ['retransmission-exhausted', ...REFUSALS, ...SILENCE],
        };
  }
  return {
    class: 'retransmission-exhausted',
    seen: `${sent} and went unanswered`,
    others: ['hash-2-wrong', 'lifetime-longer', 'one-sided-sa', ...SILENCE],
  };
}

function refusal({ facts }: FlowMessage, sent: string): Meant | undefined {
  if (!facts.readable) {
    return {
      class: 'unknown',
      certainty: 'unknown',
      seen: `${sent}, and an encrypted notify answered it: a refusal, whose reason only the keys show`,
      others: REFUSALS,
    };
  }
  if (facts.deletes.length > 0)
    return { class: 'deleted-by-peer', seen: `${sent}, and a delete came` };
  const [notify] = facts.notifies;
  if (notify === undefined) return undefined;
  const seen = `${sent}, and ${notifyName(notify.type)} refused it`;
  switch (notify.type) {
    case NOTIFY['NO-PROPOSAL-CHOSEN']:
      return { class: 'no-common-quick-mode-proposal', seen, others: REFUSALS };
    case NOTIFY['INVALID-ID-INFORMATION']:
      return { class: 'selectors-differ', seen, others: ['no-common-quick-mode-proposal'] };
    case NOTIFY['ATTRIBUTES-NOT-SUPPORTED']:
      return { class: 'attribute-not-supported', seen, others: REFUSALS };
    default:
      return { class: 'refused-by-peer', seen, others: REFUSALS };
  }
}

/** Message 2 again and again although message 3 answers it. */
function lostThird(second: FlowMessage, third: FlowMessage): Meant | undefined {
  const after = second.times.filter((at) => at > third.times[0]!).length;
  if (after < 2) return undefined;
  return {
    class: 'one-sided-sa',
    seen: `message 2 was sent ${countText(second.frames.length, 'time')} although message 3 answers it`,
    others: ['hash-3-wrong', 'recovered'],
  };
}

function otherSide(side: FlowMessage['from']): FlowMessage['from'] {
  return side === 'initiator' ? 'responder' : 'initiator';
}
