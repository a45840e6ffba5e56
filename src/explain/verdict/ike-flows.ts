/** IKE as a capture shows it: main modes with their messages, quick modes and notifies, by cookies. */

import { EXCHANGE, PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { FrameFacts, IkeFacts } from './frame-facts.ts';

/** One message, with all its copies. */
export interface FlowMessage {
  readonly from: 'initiator' | 'responder';
  /** In its exchange, from 1. */
  readonly number: number;
  readonly facts: IkeFacts;
  /** Numbers of the frames that hold it. */
  readonly frames: number[];
  readonly times: number[];
}

export interface QuickModeFlow {
  readonly messageId: number;
  /** Whoever began the quick mode: of the main mode. */
  readonly by: FlowMessage['from'];
  readonly messages: FlowMessage[];
}

/** A main or aggressive mode, and what went under it. */
export interface IkeFlow {
  readonly initiatorCookie: string;
  readonly exchange: 'main mode' | 'aggressive mode' | 'unknown';
  /** Addresses as text. */
  readonly initiator: string;
  readonly responder: string;
  readonly phase1: FlowMessage[];
  readonly quickModes: QuickModeFlow[];
  /** Informational messages, in clear and encrypted. */
  readonly informationals: FlowMessage[];
  /** Addresses that answered and were not asked. */
  readonly elsewhere: Set<string>;
  /** Address and port of the initiator, in the order in which they came. */
  readonly places: string[];
}

type OpenFlow = { -readonly [Key in keyof IkeFlow]: IkeFlow[Key] };

/** The flows of a capture, in the order in which they began. */
export function ikeFlows(frames: readonly FrameFacts[]): readonly IkeFlow[] {
  const flows = new Map<string, OpenFlow>();
  for (const frame of frames) {
    const { ike } = frame;
    if (ike === undefined || ike.version !== 1) continue;
    let flow = flows.get(ike.initiatorCookie);
    if (flow === undefined) {
      flow = newFlow(frame, ike);
      flows.set(ike.initiatorCookie, flow);
    }
    take(flow, frame, ike);
  }
  return [...flows.values()];
}

function newFlow({ source, destination }: FrameFacts, ike: IkeFacts): OpenFlow {
  return {
    initiatorCookie: ike.initiatorCookie,
    exchange: exchangeOf(ike.exchangeType) ?? 'unknown',
    initiator: source,
    responder: destination,
    phase1: [],
    quickModes: [],
    informationals: [],
    elsewhere: new Set(),
    places: [],
  };
}

function exchangeOf(type: number): 'main mode' | 'aggressive mode' | undefined {
  if (type === EXCHANGE.identityProtection) return 'main mode';
  return type === EXCHANGE.aggressive ? 'aggressive mode' : undefined;
}

function take(flow: OpenFlow, frame: FrameFacts, ike: IkeFacts): void {
  // A part says nothing of what it is a part of; the whole message comes with the last one.
  if (ike.part) return;
  const from = sideOf(flow, frame);
  if (from === 'initiator' && frame.ports !== undefined) {
    const place = `${frame.source}:${frame.ports[0]}`;
    if (flow.places.at(-1) !== place) flow.places.push(place);
  }
  if (ike.exchangeType === EXCHANGE.informational) {
    return add(flow.informationals, { from, number: 1, facts: ike }, frame);
  }
  if (ike.messageId !== 0) {
    let quick = flow.quickModes.find(({ messageId }) => messageId === ike.messageId);
    if (quick === undefined) {
      quick = { messageId: ike.messageId, by: from, messages: [] };
      flow.quickModes.push(quick);
    }
    const number = numberByTurn(quick.messages, from, quick.by, ike.digest);
    return add(quick.messages, { from, number, facts: ike }, frame);
  }
  flow.exchange = exchangeOf(ike.exchangeType) ?? flow.exchange;
  const number =
    flow.exchange === 'main mode'
      ? mainModeNumber(flow, from, ike)
      : numberByTurn(flow.phase1, from, 'initiator', ike.digest);
  add(flow.phase1, { from, number, facts: ike }, frame);
}

/** Who sent it: addresses tell, and a NAT may change them. */
function sideOf(flow: IkeFlow, { source, destination }: FrameFacts): FlowMessage['from'] {
  if (source === flow.responder) return 'responder';
  if (source === flow.initiator) return 'initiator';
  if (destination !== flow.initiator) return 'initiator';
  flow.elsewhere.add(source);
  return 'responder';
}

/** What a message of main mode holds says which one it is (RFC 2409 5); what cannot be read, its turn. */
function mainModeNumber(flow: IkeFlow, from: FlowMessage['from'], ike: IkeFacts): number {
  const even = from === 'responder' ? 1 : 0;
  if (ike.encrypted) return 5 + even;
  if (ike.payloads.includes(PAYLOAD.SA)) return 1 + even;
  if (ike.payloads.includes(PAYLOAD.KE)) return 3 + even;
  return numberByTurn(flow.phase1, from, 'initiator', ike.digest);
}

function numberByTurn(
  messages: readonly FlowMessage[],
  from: FlowMessage['from'],
  first: FlowMessage['from'],
  digest: string,
): number {
  const known = messages.find(({ facts }) => facts.digest === digest);
  if (known !== undefined) return known.number;
  const before = new Set(
    messages.filter((message) => message.from === from).map(({ facts }) => facts.digest),
  );
  return before.size * 2 + (from === first ? 1 : 2);
}

function add(
  messages: FlowMessage[],
  message: Pick<FlowMessage, 'from' | 'number' | 'facts'>,
  { number, at }: FrameFacts,
): void {
  const known = messages.find(({ facts }) => facts.digest === message.facts.digest);
  if (known === undefined) messages.push({ ...message, frames: [number], times: [at] });
  else {
    known.frames.push(number);
    known.times.push(at);
  }
}
