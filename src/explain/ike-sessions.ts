/**
 * Phase 1 exchanges as a capture shows them, and the chains of IVs that decrypt what belongs to
 * them (RFC 2409 App. B). A message seen again starts from the IV that it started from before; only
 * what decrypts to payloads moves a chain.
 */

import { equal, toHex } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { CbcName, CryptoProvider, HashName } from '../crypto/provider.ts';
import { phase1Iv, phase2Iv } from '../ike/keymat.ts';
import { HEADER_OCTETS, type IsakmpHeader } from '../wire/isakmp/header.ts';
import type { DecodedPayload } from '../wire/isakmp/payload.ts';
import { EXCHANGE } from '../wire/numbers/isakmp.ts';
import { cipherCandidates, HASHES_TO_TRY, phase1Algorithms } from './phase1-algorithms.ts';
import { howPlausible } from './plausible-payloads.ts';
import { Recent } from './recent.ts';

/** What an encrypted message holds. */
export interface Decrypted {
  /** What stands behind the header, in clear. */
  readonly plaintext: Uint8Array;
  readonly cipher: CbcName;
  /** What it was decrypted with. */
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** Why a message was not decrypted, in words; `wrong` where a key was there and did not fit. */
export interface NotDecrypted {
  readonly why: string;
  readonly wrong: boolean;
}

interface Session {
  hash: HashName | undefined;
  cipher: CbcName | undefined;
  /** Different public values, in the order they came: the initiator's, then the responder's. */
  readonly publicValues: Uint8Array[];
  /** The last blocks of phase 1's encrypted messages, the latest first. */
  readonly phase1Blocks: Uint8Array[];
  /** The same of every message id of phase 2. */
  readonly phase2Blocks: Recent<number, Uint8Array[]>;
}

export class IkeSessions {
  readonly #provider: CryptoProvider;
  readonly #sessions = new Recent<string, Session>(LIMITS.explainedSessions);
  /** By digest: the IV and the key that decrypted a message. */
  readonly #opened = new Recent<string, { iv: Uint8Array; key: Uint8Array; cipher: CbcName }>(
    LIMITS.explainedCopies,
  );

  constructor(provider: CryptoProvider) {
    this.#provider = provider;
  }

  /** Remembers what a message in clear tells of its phase 1: algorithms and public values. */
  learn(header: IsakmpHeader, payloads: readonly DecodedPayload[]): void {
    if (!BEGINNINGS.has(header.exchangeType)) return;
    const session = this.#session(toHex(header.initiatorCookie));
    const fromResponder = header.responderCookie.some((octet) => octet !== 0);
    for (const payload of payloads) {
      if (payload.kind === 'sa') {
        const chosen = phase1Algorithms(payload);
        // The answer holds what was chosen; an offer only where it leaves no choice.
        if (chosen !== undefined && (fromResponder || session.hash === undefined)) {
          session.hash = chosen.hash;
          session.cipher = chosen.cipher;
        }
      }
      if (payload.kind === 'ke') addPublicValue(session, payload.data);
    }
  }

  /** Decrypts a message with one of the keys for its initiator cookie. */
  decrypt(
    header: IsakmpHeader,
    message: Uint8Array,
    digest: string,
    keys: readonly Uint8Array[],
  ): Decrypted | NotDecrypted {
    if (keys.length === 0) return { why: 'no key for this initiator cookie', wrong: false };
    const body = message.subarray(HEADER_OCTETS);
    const before = this.#opened.get(digest);
    if (before !== undefined) {
      const cbc = this.#provider.cbc(before.cipher, before.key);
      return { ...before, plaintext: cbc.decrypt(before.iv, body) };
    }
    const session = this.#session(toHex(header.initiatorCookie));
    let best: (Decrypted & { score: number }) | undefined;
    let fits = false;
    let ivs = 0;
    for (const { key, cipher, blockOctets } of cipherCandidates(keys, session.cipher)) {
      if (body.length === 0 || body.length % blockOctets !== 0) continue;
      fits = true;
      // The IV touches the first block alone, so the rest is decrypted once for all of them.
      const base = this.#provider.cbc(cipher, key).decrypt(new Uint8Array(blockOctets), body);
      for (const iv of this.#ivs(session, header.messageId, blockOctets)) {
        ivs++;
        const plaintext = Uint8Array.from(base);
        for (let i = 0; i < blockOctets; i++) plaintext[i]! ^= iv[i]!;
        const score = howPlausible(header, plaintext, blockOctets);
        if (score > (best?.score ?? 0)) best = { plaintext, cipher, iv, key, score };
        if (score === 2) break;
      }
      if (best?.score === 2) break;
    }
    if (best === undefined) return { why: whyNot(session, fits, ivs, body.length), wrong: ivs > 0 };
    this.#opened.set(digest, { iv: best.iv, key: best.key, cipher: best.cipher });
    const last = body.slice(body.length - best.iv.length);
    const blocks =
      header.messageId === 0 ? session.phase1Blocks : this.#blocksOf(session, header.messageId);
    blocks.unshift(last);
    if (blocks.length > LIMITS.explainedBlocks) blocks.pop();
    return best;
  }

  /** Everything that a message may have started from, the likeliest first. */
  *#ivs(session: Session, messageId: number, blockOctets: number): Generator<Uint8Array> {
    const hashes = session.hash === undefined ? HASHES_TO_TRY : [session.hash];
    const beginnings = this.#beginnings(session, hashes, blockOctets);
    const phase1 = session.phase1Blocks.filter((b) => b.length === blockOctets);
    if (messageId === 0) {
      yield* phase1;
      yield* beginnings;
      return;
    }
    yield* this.#blocksOf(session, messageId).filter((b) => b.length === blockOctets);
    // Aggressive mode may end in clear: then its last block is the first IV.
    for (const block of [...phase1, ...beginnings]) {
      for (const hash of hashes) yield phase2Iv(this.#provider, hash, block, messageId);
    }
  }

  #beginnings(session: Session, hashes: readonly HashName[], blockOctets: number): Uint8Array[] {
    const ivs: Uint8Array[] = [];
    for (const [i, initiator] of session.publicValues.entries()) {
      for (const [j, responder] of session.publicValues.entries()) {
        if (i === j) continue;
        for (const hash of hashes) {
          ivs.push(phase1Iv(this.#provider, hash, initiator, responder, blockOctets));
        }
      }
    }
    return ivs;
  }

  #session(initiatorCookie: string): Session {
    let session = this.#sessions.get(initiatorCookie);
    if (session === undefined) {
      session = {
        hash: undefined,
        cipher: undefined,
        publicValues: [],
        phase1Blocks: [],
        phase2Blocks: new Recent(LIMITS.explainedMessageIds),
      };
      this.#sessions.set(initiatorCookie, session);
    }
    return session;
  }

  #blocksOf(session: Session, messageId: number): Uint8Array[] {
    let blocks = session.phase2Blocks.get(messageId);
    if (blocks === undefined) {
      blocks = [];
      session.phase2Blocks.set(messageId, blocks);
    }
    return blocks;
  }
}

/** Exchanges whose public values begin the chain of phase 1. */
const BEGINNINGS: ReadonlySet<number> = new Set([
  EXCHANGE.base,
  EXCHANGE.identityProtection,
  EXCHANGE.aggressive,
]);

function addPublicValue(session: Session, value: Uint8Array): void {
  if (session.publicValues.length === LIMITS.explainedPublicValues) return;
  if (session.publicValues.some((known) => equal(known, value))) return;
  session.publicValues.push(value.slice());
}

function whyNot(session: Session, fits: boolean, ivs: number, octets: number): string {
  if (!fits)
    return `${octets} octets are no multiple of the cipher's block, or the key has no cipher`;
  if (ivs > 0) return 'it does not decrypt to payloads: another key, or altered';
  return session.publicValues.length < 2
    ? 'the key is there, but not the messages with the key exchange that its IV is made from'
    : 'its IV is not known';
}
