/** A peer played by hand: every message is the test's to bend, but hashes and keys come out right. */

import type { Path } from '../../src/base/batch.ts';
import { concat, EMPTY, utf8 } from '../../src/base/bytes.ts';
import { type Random, seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { Cbc, DhKeyPair, GroupId, HashName } from '../../src/crypto/provider.ts';
import {
  deriveSkeyids,
  expandCipherKey,
  hash1,
  hash2,
  hash3,
  phase1Iv,
  phase2Iv,
  phaseOneHash,
  type Skeyids,
  skeyidOfPresharedKey,
  skeyidOfSignatures,
} from '../../src/ike/keymat.ts';
import { decryptMessage, encryptMessage } from '../../src/ike/script/message-cipher.ts';
import { PAIR_ADDRESSES } from '../../src/sim/pair-config.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { encodeMessage } from '../../src/wire/isakmp/message.ts';
import type { DecodedPayload, Payload } from '../../src/wire/isakmp/payload.ts';
import {
  decodePayloads,
  encodePayloadBody,
  encodePayloads,
} from '../../src/wire/isakmp/payloads.ts';
import type { Bench } from './bench.ts';
import { data, id, mainModeSa } from './payloads.ts';

export interface HeaderChanges {
  readonly exchangeType?: number;
  readonly flags?: number;
  readonly messageId?: number;
}

export interface PuppetOptions {
  readonly role: 'initiator' | 'responder';
  readonly psk?: string;
  /** Signatures authenticate, and no key goes into SKEYID. */
  readonly signs?: boolean;
  readonly hash?: HashName;
  readonly group?: GroupId;
  readonly seed?: string;
  readonly path?: Path;
}

type Keys = Skeyids & { cbc: Cbc };

export class Puppet {
  readonly bench: Bench;
  readonly role: 'initiator' | 'responder';
  readonly psk: Uint8Array;
  readonly signs: boolean;
  readonly hash: HashName;
  readonly group: GroupId;
  readonly random: Random;
  path: Path | undefined;
  cookies: { initiator: Uint8Array; responder: Uint8Array };
  pair: DhKeyPair;
  ni: Uint8Array;
  nr: Uint8Array;
  gxi = EMPTY;
  gxr = EMPTY;
  saBody = EMPTY;
  keys!: Keys;
  /** The IV of the next message of main mode, or the last block of main mode. */
  iv = EMPTY;
  readonly chains = new Map<number, Uint8Array>();

  constructor(bench: Bench, options: PuppetOptions) {
    this.bench = bench;
    this.role = options.role;
    this.psk = utf8(options.psk ?? 'a key that both know');
    this.signs = options.signs ?? false;
    this.hash = options.hash ?? 'sha1';
    this.group = options.group ?? 19;
    this.random = seededRandom(options.seed ?? 'puppet');
    this.path = options.path;
    this.cookies = { initiator: this.random.bytes(8), responder: new Uint8Array(8) };
    this.pair = nodeProvider.generateKeyPair(this.group, this.random);
    this.ni = this.random.bytes(16);
    this.nr = this.random.bytes(16);
  }

  // --- messages in clear and encrypted ---

  clear(payloads: readonly Payload[], changes: HeaderChanges = {}): Uint8Array {
    const header = {
      initiatorCookie: this.cookies.initiator,
      responderCookie: this.cookies.responder,
      majorVersion: 1,
      minorVersion: 0,
      exchangeType: 2,
      flags: 0,
      messageId: 0,
      ...changes,
    };
    return encodeMessage(header, payloads);
  }

  /** An encrypted message; its IV chain moves on. */
  sealed(payloads: readonly Payload[], changes: HeaderChanges = {}): Uint8Array {
    const messageId = changes.messageId ?? 0;
    const clear = this.clear(payloads, { flags: 1, ...changes });
    const { message, nextIv } = encryptMessage(this.keys.cbc, this.ivOf(messageId), clear);
    this.#move(messageId, nextIv);
    return message;
  }

  /** The payloads of an encrypted message of the engine; its IV chain moves on. */
  open(message: Uint8Array): DecodedPayload[] {
    const header = decodeHeader(message);
    if ((header.flags & 1) === 0) throw new Error('the message is in clear');
    const opened = decryptMessage(this.keys.cbc, this.ivOf(header.messageId), message)!;
    this.#move(header.messageId, opened.nextIv);
    return decodePayloads(header.nextPayload, opened.message, 28).payloads;
  }

  ivOf(messageId: number): Uint8Array {
    if (messageId === 0) return this.iv;
    const known = this.chains.get(messageId);
    return known ?? phase2Iv(nodeProvider, this.hash, this.iv, messageId);
  }

  #move(messageId: number, iv: Uint8Array): void {
    if (messageId === 0) this.iv = iv;
    else this.chains.set(messageId, iv);
  }

  give(message: Uint8Array): Uint8Array[] {
    return this.bench.receive(message, this.path);
  }

  // --- main mode, played as initiator ---

  /** Message 1; takes message 2. */
  offer(sa: Payload = mainModeSa(), extra: readonly Payload[] = []): DecodedPayload[] {
    this.saBody = encodePayloadBody(sa);
    const [answer] = this.give(this.clear([sa, ...extra]));
    if (answer === undefined || answer[18] !== 2) return [];
    const header = decodeHeader(answer);
    this.cookies = { ...this.cookies, responder: header.responderCookie.slice() };
    return decodePayloads(header.nextPayload, answer, 28).payloads;
  }

  /** Message 3 as it should be. */
  message3(changes: { ke?: Uint8Array; ni?: Uint8Array } = {}): Uint8Array {
    const { ke = this.pair.publicValue, ni = this.ni } = changes;
    return this.clear([data('ke', ke), data('nonce', ni)]);
  }

  /** Message 3; takes message 4 and makes the keys. */
  exchangeKeys(message = this.message3()): DecodedPayload[] {
    const [answer] = this.give(message);
    return answer === undefined || answer[18] !== 2 ? [] : this.takeKeys(answer);
  }

  /** Takes message 4, or message 3 as a responder. */
  takeKeys(message: Uint8Array): DecodedPayload[] {
    const { payloads } = decodePayloads(decodeHeader(message).nextPayload, message, 28);
    const theirs = octetsOf(payloads, 'ke');
    const nonce = octetsOf(payloads, 'nonce');
    if (this.role === 'initiator') this.nr = nonce;
    else this.ni = nonce;
    const own = this.pair.publicValue;
    [this.gxi, this.gxr] = this.role === 'initiator' ? [own, theirs] : [theirs, own];
    const secret = nodeProvider.sharedSecret(this.pair, theirs);
    const { hash } = this;
    const skeyid = this.signs
      ? skeyidOfSignatures(nodeProvider, hash, this.ni, this.nr, secret)
      : skeyidOfPresharedKey(nodeProvider, hash, this.psk, this.ni, this.nr);
    const cookies = concat(this.cookies.initiator, this.cookies.responder);
    const skeyids = deriveSkeyids(nodeProvider, hash, skeyid, secret, cookies);
    const key = expandCipherKey(nodeProvider, hash, skeyids.skeyidE, 16);
    this.keys = { ...skeyids, cbc: nodeProvider.cbc('aes-cbc', key) };
    this.iv = phase1Iv(nodeProvider, hash, this.gxi, this.gxr, 16);
    return payloads;
  }

  /** ID and HASH of message 5 or 6. */
  proof(identity: Payload = id(1, PAIR_ADDRESSES.b.outer.bytes)): Payload[] {
    const initiator = this.role === 'initiator';
    const { initiator: cki, responder: ckr } = this.cookies;
    const hash = phaseOneHash(nodeProvider, this.hash, this.keys.skeyid, {
      ownPublic: initiator ? this.gxi : this.gxr,
      otherPublic: initiator ? this.gxr : this.gxi,
      ownCookie: initiator ? cki : ckr,
      otherCookie: initiator ? ckr : cki,
      saBody: this.saBody,
      ownIdBody: encodePayloadBody(identity),
    });
    return [identity, data('hash', hash)];
  }

  /** Message 5; takes message 6. */
  prove(payloads = this.proof()): DecodedPayload[] {
    const [answer] = this.give(this.sealed(payloads));
    return answer === undefined || answer[19] === 0 ? [] : this.open(answer);
  }

  /** All of main mode. */
  mainMode(): this {
    this.offer();
    this.exchangeKeys();
    this.prove();
    return this;
  }

  // --- main mode, played as responder ---

  /** Takes message 1; message 2 to answer with. */
  message2(message1: Uint8Array, sa?: Payload, extra: readonly Payload[] = []): Uint8Array {
    const header = decodeHeader(message1);
    const { payloads } = decodePayloads(header.nextPayload, message1, 28);
    const offered = payloads.find(({ kind }) => kind === 'sa')!;
    this.saBody = offered.raw;
    const initiator = header.initiatorCookie.slice();
    this.cookies = { initiator, responder: this.random.bytes(8) };
    const { raw: _raw, start: _start, end: _end, ...answer } = offered;
    return this.clear([sa ?? answer, ...extra]);
  }

  /** Takes message 3; message 4 to answer with. */
  message4(message3: Uint8Array, changes: { ke?: Uint8Array; nr?: Uint8Array } = {}): Uint8Array {
    this.takeKeys(message3);
    return this.clear([
      data('ke', changes.ke ?? this.pair.publicValue),
      data('nonce', changes.nr ?? this.nr),
    ]);
  }

  /** Answers the engine's message 1 up to message 6; returns what the engine sends then. */
  respond(message1: Uint8Array): Uint8Array[] {
    const [message3] = this.give(this.message2(message1));
    const [message5] = this.give(this.message4(message3!));
    this.open(message5!);
    return this.give(this.sealed(this.proof()));
  }

  // --- phase 2 ---

  /** HASH(1), then the payloads. */
  withHash1(messageId: number, rest: readonly Payload[]): Payload[] {
    const { skeyidA } = this.keys;
    const digest = hash1(nodeProvider, this.hash, skeyidA, messageId, encodePayloads(rest));
    return [data('hash', digest), ...rest];
  }

  /** A protected informational message. */
  inform(messageId: number, rest: readonly Payload[]): Uint8Array {
    return this.sealed(this.withHash1(messageId, rest), { exchangeType: 5, messageId });
  }

  /** Message 1 of a quick mode. */
  quick1(messageId: number, rest: readonly Payload[], flags = 1): Uint8Array {
    const changes = { exchangeType: 32, messageId, flags };
    return this.sealed(this.withHash1(messageId, rest), changes);
  }

  /** Message 2 of a quick mode. */
  quick2(messageId: number, ni: Uint8Array, rest: readonly Payload[], flags = 1): Uint8Array {
    const { skeyidA } = this.keys;
    const digest = hash2(nodeProvider, this.hash, skeyidA, messageId, ni, encodePayloads(rest));
    const changes = { exchangeType: 32, messageId, flags };
    return this.sealed([data('hash', digest), ...rest], changes);
  }

  /** Message 3 of a quick mode. */
  quick3(messageId: number, ni: Uint8Array, nr: Uint8Array): Uint8Array {
    const digest = hash3(nodeProvider, this.hash, this.keys.skeyidA, messageId, ni, nr);
    return this.sealed([data('hash', digest)], { exchangeType: 32, messageId });
  }
}

/** The octets of the first payload of a kind that holds nothing else. */
export function octetsOf(payloads: readonly DecodedPayload[], kind: Payload['kind']): Uint8Array {
  const found = payloads.find((payload) => payload.kind === kind);
  if (found === undefined) throw new Error(`there is no ${kind} payload`);
  return found.raw.slice();
}

/** The kinds of payloads, for short. */
export function kinds(payloads: readonly DecodedPayload[]): string {
  return payloads.map(({ kind }) => kind).join(' ');
}

/** The message id of a message. */
export function messageIdOf(message: Uint8Array): number {
  return decodeHeader(message).messageId;
}
