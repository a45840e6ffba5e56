/**
 * Looks into ISAKMP messages and writes into them. An encrypted message is opened where its key is
 * there, changed, and encrypted again under the IV that it had. Its last block, from which the next
 * IV is made, is then another one for its receiver than for its sender: what a receiver makes of it
 * is put right for the sender, and what the sender makes of its own once the receiver has shown
 * that it took the changed message.
 */

import { equal, readU16, readU32, toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { CbcName, CryptoProvider } from '../../crypto/provider.ts';
import { IkeSessions } from '../../explain/ike-sessions.ts';
import type { KeyStore } from '../../explain/key-store.ts';
import { payloadsCodec } from '../../explain/payload-kinds.ts';
import { HASHES_TO_TRY } from '../../explain/phase1-algorithms.ts';
import { phase2Iv } from '../../ike/keymat.ts';
import { DecodeError, Reader } from '../../wire/codec.ts';
import {
  decodeHeader,
  FLAG_ENCRYPTION,
  HEADER_OCTETS,
  type IsakmpHeader,
} from '../../wire/isakmp/header.ts';
import { NOTIFY, PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { PayloadPlace } from './fault.ts';
import type { Content } from './matching.ts';
import { PAYLOADS } from './places.ts';

/** A message whose payloads can be read: in clear, or decrypted. */
export interface Opened {
  readonly header: IsakmpHeader;
  /** A copy: payloads from the first on, padding too. */
  readonly body: Uint8Array;
  readonly cipher?: { readonly name: CbcName; readonly key: Uint8Array; readonly iv: Uint8Array };
}

/** Octets that lie in a body, or why there are none. */
export type Found = { readonly start: number; readonly end: number } | { readonly why: string };

interface Passed {
  readonly header: IsakmpHeader;
  readonly message: Uint8Array;
  readonly digest: string;
}

/** A last block as one side has it, and as the other does. */
interface Alias {
  readonly cookie: string;
  readonly side: string;
  readonly own: Uint8Array;
  readonly other: Uint8Array;
  /** The alias of the other side, which that side must have used before this one counts. */
  readonly proof?: Alias;
  used: boolean;
}

export class MessageInside {
  readonly #provider: CryptoProvider;
  readonly #keys: () => KeyStore | undefined;
  readonly #sessions: IkeSessions;
  /** Encrypted messages that have passed and were not opened: their last blocks may be IVs. */
  #passed: Passed[] = [];
  readonly #aliases: Alias[] = [];

  constructor(provider: CryptoProvider, keys: () => KeyStore | undefined) {
    this.#provider = provider;
    this.#keys = keys;
    this.#sessions = new IkeSessions(provider);
  }

  /** Remembers what IVs are made from. To be told of every ISAKMP message in turn. */
  note(message: Uint8Array): void {
    const header = headerOf(message);
    if (header === undefined) return;
    if ((header.flags & FLAG_ENCRYPTION) !== 0) {
      this.#passed.push({
        header,
        message: Uint8Array.from(message),
        digest: this.#digest(message),
      });
      if (this.#passed.length > LIMITS.explainedMessageIds) this.#passed.shift();
      return;
    }
    const body = message.subarray(HEADER_OCTETS);
    try {
      const codec = payloadsCodec(header.nextPayload, header.exchangeType);
      this.#sessions.learn(header, codec.read(new Reader(body)).payloads);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }

  /** The payloads of a message, or why they cannot be read. */
  open(message: Uint8Array): Opened | { readonly why: string } {
    const header = headerOf(message);
    if (header === undefined) return { why: 'it is too short' };
    if ((header.flags & FLAG_ENCRYPTION) === 0)
      return { header, body: message.slice(HEADER_OCTETS) };
    const keys = this.#keys();
    if (keys === undefined) return { why: 'it is encrypted, and there are no keys' };
    const digest = this.#digest(message);
    this.#openPassed(keys, digest);
    return this.#decrypt(keys, { header, message, digest });
  }

  /**
   * The message with another body, encrypted as it was. `side` sent it; `taken`: its receiver is
   * sure to take it.
   */
  close(
    side: string,
    message: Uint8Array,
    { header, body, cipher }: Opened,
    taken = false,
  ): Uint8Array {
    const closed = Uint8Array.from(message);
    if (cipher === undefined) {
      closed.set(body, HEADER_OCTETS);
      return closed;
    }
    const { name, key, iv } = cipher;
    closed.set(this.#provider.cbc(name, key).encrypt(iv, body), HEADER_OCTETS);
    const octets = iv.length;
    const [sent, other] = [lastBlock(message, octets), lastBlock(closed, octets)];
    if (equal(sent, other)) return closed;
    const cookie = toHex(header.initiatorCookie);
    // What was written on already is told from what its sender has.
    const before = this.#aliases.find(
      (alias) => alias.side === side && alias.cookie === cookie && equal(alias.other, sent),
    );
    const own = before?.own ?? sent;
    const back: Alias = { cookie, side: '', own: other, other: own, used: taken };
    if (before !== undefined) this.#aliases.splice(this.#aliases.indexOf(before), 1);
    this.#aliases.push(back, { cookie, side, own, other, proof: back, used: false });
    this.#aliases.splice(0, Math.max(0, this.#aliases.length - LIMITS.faultBlocks));
    const keys = this.#keys();
    // From now on both last blocks may begin what follows.
    if (keys !== undefined)
      this.#decrypt(keys, { header, message: closed, digest: this.#digest(closed) });
    return closed;
  }

  /** The message as its receiver can read it, where an earlier one was changed. */
  translate(side: string, message: Uint8Array): Uint8Array {
    const cookie = toHex(message.subarray(0, 8));
    if (!this.#aliases.some((alias) => alias.cookie === cookie)) return message;
    const opened = this.open(message);
    if ('why' in opened || opened.cipher === undefined) return message;
    const { header, cipher } = opened;
    for (const alias of this.#aliases) {
      if (alias.cookie !== cookie) continue;
      const isBack = alias.proof === undefined;
      if (!isBack && (alias.side !== side || !alias.proof!.used)) continue;
      const iv = this.#translated(alias, header.messageId, cipher.iv);
      if (iv === undefined) continue;
      if (isBack) alias.used = true;
      return this.close(side, message, { ...opened, cipher: { ...cipher, iv } }, true);
    }
    return message;
  }

  #translated(alias: Alias, messageId: number, iv: Uint8Array): Uint8Array | undefined {
    const { own, other } = alias;
    if (equal(own, iv)) return other;
    if (messageId === 0) return undefined;
    const hash = HASHES_TO_TRY.find((name) =>
      equal(phase2Iv(this.#provider, name, own, messageId), iv),
    );
    return hash && phase2Iv(this.#provider, hash, other, messageId);
  }

  #openPassed(keys: KeyStore, latest: string): void {
    this.#passed = this.#passed.filter((passed) => {
      if (passed.digest === latest) return true;
      return 'why' in this.#decrypt(keys, passed);
    });
  }

  #decrypt(keys: KeyStore, { header, message, digest }: Passed): Opened | { readonly why: string } {
    const found = keys.ikeKeys(toHex(header.initiatorCookie));
    const answer = this.#sessions.decrypt(header, message, digest, found);
    if ('why' in answer) return { why: answer.why };
    const { plaintext, cipher: name, key, iv } = answer;
    return { header, body: Uint8Array.from(plaintext), cipher: { name, key, iv } };
  }

  #digest(message: Uint8Array): string {
    return toHex(this.#provider.hash('sha1', message));
  }
}

/** Where a payload's body lies. */
export function findPayload({ header, body }: Opened, { name, nth }: PayloadPlace): Found {
  const types = PAYLOADS.find(([word]) => word === name)![1];
  let seen = 0;
  for (const { type, start, end } of chainOf(header.nextPayload, body)) {
    if (types.includes(type) && ++seen === nth) return { start, end };
  }
  return { why: seen === 0 ? `it has no ${name} payload` : `it has only ${seen} of ${name}` };
}

/** Whether an informational message has what a subject names. */
export function holds({ header, body }: Opened, content: Content): boolean {
  for (const { type, start, end } of chainOf(header.nextPayload, body)) {
    if (content === 'delete' && type === PAYLOAD.D) return true;
    if (type !== PAYLOAD.N || content === 'delete') continue;
    if (content === 'notify') return true;
    // DOI, protocol and length of the SPI stand in front.
    const notify = end - start >= 8 ? readU16(body, start + 6) : 0;
    if (notify === NOTIFY['R-U-THERE'] || notify === NOTIFY['R-U-THERE-ACK']) return true;
  }
  return false;
}

interface Link {
  readonly type: number;
  readonly start: number;
  readonly end: number;
}

/** Payloads one behind the other, as far as their lengths make sense. */
function chainOf(first: number, body: Uint8Array): Link[] {
  const links: Link[] = [];
  let [type, at] = [first, 0];
  while (type !== 0 && at + 4 <= body.length && links.length < LIMITS.payloadsPerMessage) {
    const length = readU16(body, at + 2);
    if (length < 4 || at + length > body.length) break;
    links.push({ type, start: at + 4, end: at + length });
    type = body[at]!;
    at += length;
  }
  return links;
}

function headerOf(message: Uint8Array): IsakmpHeader | undefined {
  if (message.length < HEADER_OCTETS || readU32(message, 24) < HEADER_OCTETS) return undefined;
  try {
    return decodeHeader(message);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function lastBlock(message: Uint8Array, octets: number): Uint8Array {
  return message.slice(message.length - octets);
}
