/**
 * What becomes of a first message before anybody reads it. IKEv1 has nothing like IKEv2's question for a
 * cookie, so under a flood of first messages a host can only make each cost next to nothing: one that
 * could not be served is dropped by its header where it lies, and is counted. Messages of main modes
 * that are under way pass, and so does all else. An honest initiator sends its message again.
 */

import type { Address } from '../../base/address.ts';
import { readU32 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import { TokenBuckets } from '../../base/token-buckets.ts';
import { HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { EXCHANGE } from '../../wire/numbers/isakmp.ts';
import type { IkeEvent } from '../events.ts';
import type { SaTable } from './sa-table.ts';

/** What the gate asks of the engine. */
export interface GateMeans {
  readonly table: SaTable;
  note(event: IkeEvent): void;
  /** A first message was dropped that no event tells of. */
  shed(): void;
  /** Asks for a call of `report` at that time. */
  reportAt(due: Instant): void;
}

/** Of a spell in which first messages are dropped unread. */
interface Spell {
  readonly began: Instant;
  readonly why: string;
  shed: number;
  /** What `shed` was at the last report. */
  told: number;
}

const RESPONDER_COOKIE_AT = 8;
const EXCHANGE_AT = 18;
/** The key of a bucket that is for all. */
const ALL = '';

export class FirstMessageGate {
  readonly #means: GateMeans;
  /** First messages that are read, and told one by one, although they cannot be served. */
  readonly #reads = bucket(LIMITS.toldFirstMessages, LIMITS.toldFirstMessageInterval);
  readonly #repeats = bucket(LIMITS.repeatedFirstMessages, LIMITS.repeatedFirstMessageInterval);
  readonly #fruitless = bucket(LIMITS.fruitlessFirstMessages, LIMITS.fruitlessFirstMessageInterval);
  readonly #fruitlessFrom = new TokenBuckets({
    atOnce: LIMITS.fruitlessFirstMessagesPerAddress,
    interval: LIMITS.fruitlessFirstMessageIntervalPerAddress,
    keys: LIMITS.boundedAddresses,
  });
  #spell: Spell | undefined;

  constructor(means: GateMeans) {
    this.#means = means;
  }

  /** Whether first messages are being dropped unread, as far as anybody has been told. */
  get isShedding(): boolean {
    return this.#spell !== undefined;
  }

  /** Whether a message is a first one that is dropped, and counted, unread. */
  sheds(message: Uint8Array, from: Address, now: Instant): boolean {
    if (!isFirstMessage(message, 0, message.length)) return false;
    const { table } = this.#means;
    if (table.mayKnow(message, 0) && isKnown(table, message, from)) {
      if (this.#repeats.take(ALL, now)) return false;
      return this.#shed('the same ones come again and again', now);
    }
    const why = table.faultOfAnotherFrom(from) ?? this.#faultOfFruitless(from, now);
    if (why === undefined || this.#reads.take(ALL, now)) return false;
    return this.#shed(why, now);
  }

  /**
   * The same for whoever carries datagrams, before it finds out whom this one is from. True only while
   * first messages are dropped unread anyway, and where that is so for all addresses.
   */
  shedsFromAnybody(octets: Uint8Array, start: number, end: number, now: Instant): boolean {
    const spell = this.#spell;
    if (spell === undefined || !isFirstMessage(octets, start, end)) return false;
    const { table } = this.#means;
    if (!table.isFull && this.#fruitless.has(ALL, now)) return false;
    if (table.mayKnow(octets, start) || this.#reads.has(ALL, now)) return false;
    spell.shed++;
    this.#means.shed();
    return true;
  }

  /** A first message was read and led to nothing; `isPeer`: from the address of a peer, so that it cost most. */
  cameToNothing({ text }: Address, isPeer: boolean, now: Instant): void {
    this.#fruitlessFrom.take(text, now);
    if (isPeer) this.#fruitless.take(ALL, now);
  }

  /** Tells of the end of a spell, once there is one. */
  report(now: Instant): void {
    const spell = this.#spell;
    if (spell === undefined) return;
    if (spell.shed > spell.told) {
      spell.told = spell.shed;
      this.#means.reportAt(now + LIMITS.shedReportMilliseconds);
      return;
    }
    this.#spell = undefined;
    this.#means.note({
      kind: 'first-messages-shed',
      state: 'ends',
      shed: spell.shed,
      milliseconds: now - spell.began,
      why: spell.why,
    });
  }

  #faultOfFruitless({ text }: Address, now: Instant): string | undefined {
    if (!this.#fruitlessFrom.has(text, now)) return 'one address sends them to no end';
    if (!this.#fruitless.has(ALL, now)) return 'most of them lead to nothing';
    return undefined;
  }

  #shed(why: string, now: Instant): true {
    if (this.#spell === undefined) {
      this.#spell = { began: now, why, shed: 0, told: 0 };
      this.#means.note({
        kind: 'first-messages-shed',
        state: 'begins',
        shed: 1,
        milliseconds: 0,
        why,
      });
      this.#means.reportAt(now + LIMITS.shedReportMilliseconds);
    }
    this.#spell.shed++;
    this.#means.shed();
    return true;
  }
}

/** By the raw header (RFC 2408 3.1): the other side's cookie is there, this side's is not. */
function isFirstMessage(octets: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER_OCTETS) return false;
  const exchange = octets[start + EXCHANGE_AT];
  if (exchange !== EXCHANGE.identityProtection && exchange !== EXCHANGE.aggressive) return false;
  const at = start + RESPONDER_COOKIE_AT;
  return readU32(octets, at) === 0 && readU32(octets, at + 4) === 0;
}

function isKnown(table: SaTable, message: Uint8Array, from: Address): boolean {
  const cookie = message.subarray(0, RESPONDER_COOKIE_AT);
  return table.findByFirstMessage(cookie, from) !== undefined;
}

function bucket(atOnce: number, interval: number): TokenBuckets {
  return new TokenBuckets({ atOnce, interval, keys: 1 });
}
