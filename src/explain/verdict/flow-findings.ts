/** What the packets of one main mode, and of the quick modes under it, show. */

import { countText } from '../../observe/units.ts';
import { NOTIFY, notifyName } from '../../wire/numbers/isakmp.ts';
import type { Evidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import type { FlowMessage, IkeFlow } from './ike-flows.ts';
import { AFTER_OFFER, type Meant, meaningOf, meaningOfProof, methodOf } from './notify-meanings.ts';
import { quickModeFindings } from './quick-mode-findings.ts';

/** Findings of a flow, in the order of its messages. */
export function flowFindings(flow: IkeFlow, evidence: Evidence): Finding[] {
  return [
    ...phaseOne(flow, evidence),
    ...malformed(flow),
    ...flow.quickModes.flatMap((quick) => quickModeFindings(flow, quick)),
    ...copies(flow),
  ];
}

/** Whether both sides have what the last message of phase 1 says. */
export function isUp({ exchange, phase1, quickModes }: IkeFlow): boolean {
  return (
    quickModes.length > 0 ||
    phase1.some(({ number }) => number === (exchange === 'main mode' ? 6 : 3))
  );
}

function phaseOne(flow: IkeFlow, evidence: Evidence): Finding[] {
  const { phase1, exchange, elsewhere } = flow;
  const first = phase1[0];
  if (first === undefined || exchange === 'unknown' || flow.quickModes.length > 0) return [];
  if (elsewhere.size > 0) {
    return [
      guess(first, {
        class: 'answers-from-elsewhere',
        seen: `${flow.responder} was asked, and ${[...elsewhere].join(', ')} answered`,
      }),
    ];
  }
  const last = phase1.reduce((top, message) => (message.number > top.number ? message : top));
  const clear = clearNotify(flow);
  const found =
    exchange === 'main mode' ? mainMode(flow, last, clear, evidence) : aggressive(last, clear);
  return found === undefined ? [] : [guess(last, found)];
}

function mainMode(
  flow: IkeFlow,
  last: FlowMessage,
  clear: number | undefined,
  evidence: Evidence,
): Meant | undefined {
  const method = methodOf(flow);
  const sent = `main mode, message ${last.number}, was sent ${countText(last.frames.length, 'time')}`;
  const said =
    clear === undefined ? '' : `; ${notifyName(clear)} came in clear, which nobody can vouch for`;
  const refused = refusal(flow, last);
  if (last.number <= 4 && clear !== undefined) {
    return { ...meaningOf(clear, method), seen: `${sent}, and went unanswered${said}` };
  }
  switch (last.number) {
    case 1:
      return last.frames.length > 1
        ? { class: 'no-response', seen: `${sent} and nothing came back`, others: AFTER_OFFER }
        : open(sent);
    case 2:
    case 4: {
      const before = flow.phase1.find(({ number }) => number === last.number - 1);
      return before !== undefined && before.frames.length > 1
        ? {
            class: 'retransmission-exhausted',
            seen: `message ${before.number} was sent ${countText(before.frames.length, 'time')} although message ${last.number} answers it`,
          }
        : open(`main mode ends after message ${last.number}`);
    }
    case 3:
      return last.frames.length > 1
        ? { class: 'retransmission-exhausted', seen: `${sent} and went unanswered` }
        : open(sent);
    case 5:
      return messageFive(flow, sent, said, refused, evidence);
    case 6:
      return refused === undefined || refused.from !== 'initiator'
        ? lostSix(flow)
        : {
            ...meaningOfProof(refused, method),
            seen: 'after message 6 the initiator sent an encrypted notify, and no quick mode',
          };
    default:
      return undefined;
  }
}

function messageFive(
  flow: IkeFlow,
  seen: string,
  said: string,
  refused: FlowMessage | undefined,
  { twoKeys }: Evidence,
): Meant {
  const method = methodOf(flow);
  if (method === 'pre-shared key' && twoKeys.includes(flow.initiatorCookie)) {
    return {
      class: 'preshared-keys-differ',
      certainty: 'certain',
      seen: 'the two hosts made different cipher keys for one main mode: the key tables hold both',
    };
  }
  if (refused?.from === 'responder') {
    return {
      ...meaningOfProof(refused, method),
      seen: 'message 5 was answered by an encrypted notify in place of message 6',
    };
  }
  if (method === 'pre-shared key') {
    return {
      class: 'preshared-keys-differ',
      seen: `${seen}, the first encrypted one, and message 6 did not come${said}`,
      others: [
        'peer-identity-not-accepted',
        'retransmission-exhausted',
        'packet-too-big',
        'fragments-lost',
      ],
    };
  }
  return {
    class: 'retransmission-exhausted',
    seen: `${seen}, with the initiator's proof, and message 6 did not come${said}`,
    others: [
      'certificate-refused',
      'kerberos-refused',
      'peer-identity-not-accepted',
      'fragments-lost',
      'packet-too-big',
    ],
  };
}

/** Message 5 again and again although message 6 is there. */
function lostSix({ phase1 }: IkeFlow): Meant | undefined {
  const five = phase1.find(({ number }) => number === 5);
  const six = phase1.find(({ number }) => number === 6);
  if (five === undefined || six === undefined) return undefined;
  const after = five.times.filter((at) => at > six.times[0]!).length;
  if (after < 2) return undefined;
  return {
    class: 'retransmission-exhausted',
    seen: `message 5 was sent ${countText(five.frames.length, 'time')} although message 6 answers it`,
  };
}

function aggressive(last: FlowMessage, clear: number | undefined): Meant | undefined {
  const sent = `aggressive mode, message ${last.number}, was sent ${countText(last.frames.length, 'time')}`;
  if (last.number === 1) {
    if (clear === NOTIFY['AUTHENTICATION-FAILED'] || last.frames.length > 1) {
      return {
        class: clear === undefined ? 'no-response' : 'aggressive-mode-off',
        seen: `${sent} and went unanswered`,
        others: [
          'aggressive-mode-off',
          'no-policy',
          'retransmission-exhausted',
          'no-common-main-mode-proposal',
        ],
      };
    }
    return clear === undefined ? open(sent) : { ...meaningOf(clear, undefined), seen: sent };
  }
  if (last.number !== 2) return undefined;
  return {
    class: 'preshared-keys-differ',
    seen: `${sent}, and message 3 did not come`,
    others: ['retransmission-exhausted', 'peer-identity-not-accepted', 'certificate-refused'],
  };
}

/** The first encrypted notify behind a message that is no answer of its exchange. */
function refusal({ informationals }: IkeFlow, { times }: FlowMessage): FlowMessage | undefined {
  return informationals.find(
    ({ facts, times: when }) =>
      facts.encrypted && when[0]! >= times[0]! && facts.deletes.length === 0,
  );
}

/** The type of the last error that came in clear. */
function clearNotify({ informationals }: IkeFlow): number | undefined {
  return informationals
    .filter(({ facts }) => !facts.encrypted)
    .flatMap(({ facts }) => facts.notifies)
    .findLast(({ type }) => type < FIRST_STATUS)?.type;
}

/** RFC 2408 3.14.1: from here on types are states. */
const FIRST_STATUS = 16_384;

function open(seen: string): Meant {
  return {
    class: 'unknown',
    certainty: 'unknown',
    seen: `${seen}, and the capture holds no more of it`,
    others: [
      'no-response',
      'retransmission-exhausted',
      'cancelled',
      'no-common-main-mode-proposal',
      'certificate-no-private-key',
      'kerberos-no-ticket',
    ],
  };
}

function guess(message: FlowMessage, meant: Meant): Finding {
  return finding({
    certainty: 'likely',
    weight: WEIGHT.negotiation,
    at: message.times[0]!,
    ...meant,
  });
}

function malformed(flow: IkeFlow): Finding[] {
  const all = [
    ...flow.phase1,
    ...flow.quickModes.flatMap(({ messages }) => messages),
    ...flow.informationals,
  ];
  return all
    .filter(({ facts }) => facts.fault !== undefined)
    .map(({ facts, times, frames }) =>
      finding({
        class: /octets, but there are|claims/.test(facts.fault!)
          ? 'malformed-length'
          : 'malformed-payload',
        certainty: 'likely',
        weight: WEIGHT.message,
        at: times[0]!,
        seen: `frame ${frames[0]} is malformed: ${facts.fault}`,
      }),
    );
}

function copies(flow: IkeFlow): Finding[] {
  const again = [...flow.phase1, ...flow.quickModes.flatMap(({ messages }) => messages)].filter(
    ({ frames }) => frames.length > 1,
  );
  const [first] = again;
  if (first === undefined) return [];
  return [
    finding({
      class: 'recovered',
      certainty: 'likely',
      weight: WEIGHT.recovered,
      at: first.times[1]!,
      seen: `${countText(again.length, 'message')} went over the wire more than once, the first in frames ${first.frames.join(', ')}`,
    }),
  ];
}
