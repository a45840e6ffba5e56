/**
 * What a fault is: something that a bad network, or somebody on the way, does to datagrams that are
 * named by their meaning. `parseFault` makes one of words, `faultText` makes words of it again, and
 * `FaultBench` lets it act.
 */

import type { Duration } from '../../base/time.ts';

/** Which datagrams a fault is about. What is undefined does not matter. */
export interface Subject {
  readonly kind: SubjectKind;
  /** The message of its exchange, 1 ... */
  readonly number?: number;
  /** Sequence numbers of ESP and AH, both ends included. */
  readonly sequence?: { readonly first: number; readonly last: number };
  /** ESP and AH under this SPI. */
  readonly spi?: number;
  /** An IKE fragment (payload 132) of such a message: its number, or any. */
  readonly fragment?: number | 'any';
  /** Only the n-th datagram of which all the rest holds, counted since the fault began. */
  readonly nth?: number;
  /** 1: sent for the first time, 2: sent again with the same octets ... */
  readonly transmission?: number;
  /** The sender: a host's name or an address. */
  readonly from?: string;
  /** The receiver, in the same way. */
  readonly to?: string;
  /** Only IP packets of more octets than that; what UDP carries counts with its headers. */
  readonly over?: number;
}

/**
 * - `phase 1`: main mode and aggressive mode;
 * - `fragments`: of IP packets;
 * - `delete`, `notify`, `dpd`: informational exchanges with such a payload, for which keys are
 *   needed where they are encrypted.
 */
const SUBJECT_KINDS = [
  'everything',
  'ike',
  'phase 1',
  'main mode',
  'aggressive mode',
  'quick mode',
  'informational',
  'transaction',
  'new group mode',
  'delete',
  'notify',
  'dpd',
  'esp',
  'ah',
  'keepalive',
  'icmp',
  'clear',
  'fragments',
] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** A place in a message: octet `byte`, from 1, of a payload's body, or of the message as it stands. */
export interface Place {
  readonly byte: number;
  readonly payload?: PayloadPlace;
}

/** The n-th payload of a type; `header` is the ISAKMP header. */
export interface PayloadPlace {
  readonly name: PayloadWord;
  /** 1 for the first of its type. */
  readonly nth: number;
}

export const PAYLOAD_WORDS = [
  'header',
  'sa',
  'ke',
  'id',
  'cert',
  'certreq',
  'hash',
  'sig',
  'nonce',
  'notify',
  'delete',
  'vid',
  'attributes',
  'nat-d',
  'nat-oa',
  'gss',
] as const;
export type PayloadWord = (typeof PAYLOAD_WORDS)[number];

/** Header fields that can be changed. */
const FIELD_WORDS = [
  'initiator cookie',
  'responder cookie',
  'next payload',
  'version',
  'exchange type',
  'flags',
  'message id',
  'length',
  'spi',
  'sequence number',
] as const;
export type FieldWord = (typeof FIELD_WORDS)[number];

/** What a fault does to the datagrams of its subject. */
export type Action =
  | { readonly kind: 'drop'; readonly what: Subject; readonly share?: number }
  /** So many more of each. */
  | {
      readonly kind: 'duplicate';
      readonly what: Subject;
      readonly copies: number;
      readonly share?: number;
    }
  | { readonly kind: 'delay'; readonly what: Subject; readonly by: Duration }
  /** Until one of `other` has passed. */
  | { readonly kind: 'hold'; readonly what: Subject; readonly other: Subject }
  /** Whichever comes first waits for the other. */
  | { readonly kind: 'swap'; readonly what: Subject; readonly other: Subject }
  | {
      readonly kind: 'reorder';
      readonly what: Subject;
      readonly share: number;
      readonly by: Duration;
    }
  /** Turns one bit, at the place or anywhere, by the seed. */
  | {
      readonly kind: 'corrupt';
      readonly what: Subject;
      readonly share?: number;
      readonly place?: Place;
    }
  | { readonly kind: 'truncate'; readonly what: Subject; readonly octets: number }
  /** A copy later. */
  | { readonly kind: 'replay'; readonly what: Subject; readonly after: Duration }
  | {
      readonly kind: 'change';
      readonly what: Subject;
      readonly field: FieldWord | Place;
      /** Digits of the value, two an octet; shorter ones are filled up with zeros in front. */
      readonly value: string;
    }
  | { readonly kind: 'clamp'; readonly mtu: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'rebind'; readonly nat?: string };

/** An action, how often and when. */
export interface Fault {
  readonly action: Action;
  /** It ends when it has acted so often; without it, it goes on. */
  readonly times?: number;
  /** Since the network began; for `rebind`, `from` is when. */
  readonly from?: Duration;
  readonly until?: Duration;
}

export type ParsedFault =
  | { readonly ok: true; readonly fault: Fault }
  | {
      readonly ok: false;
      /** From 1. */
      readonly column: number;
      /** What is wrong, a sentence. */
      readonly message: string;
      /** What to do, a sentence. */
      readonly advice: string;
    };

/** What a datagram is. */
export interface Meaning {
  readonly protocol: 'ike' | 'esp' | 'ah' | 'keepalive' | 'icmp' | 'udp' | 'other';
  /** Of IKE. */
  readonly exchange?: Exchange;
  /** Main mode 1..6, aggressive mode 1..3, quick mode 1..4. */
  readonly number?: number;
  readonly encrypted: boolean;
  /** 1: these octets for the first time; told apart by their digest. */
  readonly transmission: number;
  /** The number of an IKE fragment. */
  readonly fragment?: number;
  readonly spi?: number;
  readonly sequence?: number;
  /** Whether it is a fragment of an IP packet. */
  readonly ipFragment: boolean;
  /** Of the IP packet, headers included. */
  readonly octets: number;
  /** Where in the flight's octets the message begins: behind the marker, the IP and UDP headers. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
  /** `main mode 6`, `esp number 4 (spi 0x1234)`. */
  readonly text: string;
}

export type Exchange =
  | 'main mode'
  | 'aggressive mode'
  | 'quick mode'
  | 'informational'
  | 'transaction'
  | 'new group mode'
  | 'another exchange';
