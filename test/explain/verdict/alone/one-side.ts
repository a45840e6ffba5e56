/** Evidence of one host, made of the few facts that a test is about. */

import { parseAddress } from '../../../../src/base/address.ts';
import type { Evidence } from '../../../../src/explain/verdict/evidence.ts';
import type { FrameFacts, IkeFacts } from '../../../../src/explain/verdict/frame-facts.ts';
import { type Verdict, verdictOf } from '../../../../src/explain/verdict/verdict.ts';
import type { HostEvent } from '../../../../src/host/events.ts';

const OWN = '192.0.2.1';
export const PEER = '192.0.2.2';
export const COOKIE = 'a1a1a1a1a1a1a1a1';

type Kind = HostEvent['kind'];

/** Where the peer is, and whose exchange it is. */
const SCOPE = {
  host: 'alpha',
  peerName: 'beta',
  local: { address: parseAddress(OWN), port: 500 },
  remote: { address: parseAddress(PEER), port: 500 },
  initiatorCookie: COOKIE,
  responderCookie: 'b2b2b2b2b2b2b2b2',
  role: 'initiator',
  messageId: 0,
  policy: 'hosts',
  protocol: 'esp',
  mode: 'transport',
  suite: 'AES-CBC-128 with HMAC-SHA1-96',
  selector: 'any',
  esn: false,
};

/** An event of the kind with what the test names; the rest is that of an exchange with the peer. */
export function event(kind: Kind, at: number, facts: object = {}): HostEvent {
  return { ...SCOPE, kind, at, ...facts } as unknown as HostEvent;
}

/** A negotiation that failed. */
export function failed(at: number, code: string, where: string, facts: object = {}): HostEvent {
  const failure = {
    code,
    where,
    title: 'beta does not answer.',
    certainty: 'certain',
    detail: 'So it is.',
    comparison: [],
    notify: undefined,
    windowsError: { code: 13805, name: 'TIMED_OUT' },
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [],
  };
  const kind = where.startsWith('quick') ? 'quick-mode-failed' : 'main-mode-failed';
  const messageId = kind === 'quick-mode-failed' ? 5 : 0;
  return event(kind, at, { failure, messageId, ...facts });
}

let number = 0;

/** A frame of this host, or of the peer where `from` says so. */
export function frame(at: number, facts: Partial<FrameFacts> & { from?: 'peer' } = {}): FrameFacts {
  const { from, ...others } = facts;
  return {
    number: ++number,
    at,
    source: from === 'peer' ? PEER : OWN,
    destination: from === 'peer' ? OWN : PEER,
    ports: undefined,
    ike: undefined,
    packet: undefined,
    tooBig: undefined,
    clear: undefined,
    keepalive: false,
    fragment: false,
    octets: 100,
    traffic: undefined,
    ...others,
  };
}

/** A protected packet. */
export function esp(
  at: number,
  sequence: number,
  facts: Partial<FrameFacts> & { from?: 'peer'; spi?: number } = {},
): FrameFacts {
  const { spi = 0x1000, ...others } = facts;
  return frame(at, {
    packet: {
      protocol: 'esp',
      spi,
      sequence,
      octets: 80,
      digest: `${spi} ${sequence}`,
      icv: 'opened',
      paddingWrong: false,
    },
    ...others,
  });
}

/** An echo request, or the reply to it. */
export function echo(sequence: number, kind: 'echo request' | 'echo reply' = 'echo request') {
  return { traffic: { kind, exchange: `echo ${sequence}`, source: '' } } as const;
}

/** A UDP datagram of one flow. */
export function udp(flow = 'flow') {
  return { traffic: { kind: 'udp', exchange: `udp ${flow}`, source: '' } } as const;
}

/** An IKE message of the exchange. */
export function ike(facts: Partial<IkeFacts> = {}): Pick<FrameFacts, 'ike'> {
  return {
    ike: {
      initiatorCookie: COOKIE,
      responderCookie: '0000000000000000',
      exchangeType: 2,
      messageId: 0,
      version: 1,
      encrypted: false,
      readable: true,
      keyWrong: false,
      payloads: [1],
      notifies: [],
      deletes: [],
      transforms: [],
      methods: [],
      fault: undefined,
      octets: 100,
      digest: `ike ${++number}`,
      part: false,
      espial: false,
      ...facts,
    },
  };
}

/** The verdict on one host's events and frames: its class, how sure it is, and the other classes. */
export function explained(events: readonly HostEvent[], frames: readonly FrameFacts[]): Verdict {
  const evidence: Evidence = {
    kind: 'host',
    title: 'alpha',
    sides: [{ name: 'alpha', addresses: [OWN], events, statistics: undefined, frames }],
    frames,
    twoKeys: [],
    troubles: [],
  };
  return verdictOf(evidence);
}

/** The same in short: `likely no-policy`. */
export function named(events: readonly HostEvent[], frames: readonly FrameFacts[]): string {
  const { class: id, certainty } = explained(events, frames);
  return `${certainty} ${id}`;
}
