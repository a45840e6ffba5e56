/** Revocation lists that were fetched, kept for as long as they are good. */

import { LIMITS } from '../../base/limits.ts';
import { reason } from '../errors.ts';
import { fetchOctets } from './fetch.ts';
import { revocationListsOfFile } from './pem.ts';
import { readRevocationList } from './revocation-list.ts';

/** What came of an address: lists, or why there are none. */
export type FetchedList = { readonly lists: readonly Uint8Array[] } | { readonly trouble: string };

interface Kept {
  readonly found: FetchedList;
  readonly octets: number;
  /** Until when it is not asked for again; milliseconds since 1970. */
  readonly until: number;
}

/** A cache by address, bounded in number, octets and age. */
export class FetchedLists {
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<FetchedList>>();
  readonly #timeLimit: number;
  #octets = 0;

  /** `timeLimit`: milliseconds for one address, redirects included. */
  constructor(timeLimit: number = LIMITS.listFetchMilliseconds) {
    this.#timeLimit = timeLimit;
  }

  /** What is at an address, from the cache or fetched. Never throws. `wallClock` in milliseconds since 1970. */
  get(address: string, wallClock: number): Promise<FetchedList> {
    const kept = this.#kept.get(address);
    if (kept !== undefined && wallClock <= kept.until) return Promise.resolve(kept.found);
    const underWay = this.#underWay.get(address);
    if (underWay !== undefined) return underWay;
    const asked = this.#fetch(address, wallClock).finally(() => this.#underWay.delete(address));
    this.#underWay.set(address, asked);
    return asked;
  }

  /**
   * What came from an address helped nothing: it may be a stranger's, who can send anything over HTTP. It is asked for
   * again as soon as after a failure.
   */
  doubt(address: string, wallClock: number): void {
    const kept = this.#kept.get(address);
    if (kept === undefined) return;
    const until = Math.min(kept.until, wallClock + LIMITS.failedFetchAge);
    this.#kept.set(address, { ...kept, until });
  }

  async #fetch(address: string, wallClock: number): Promise<FetchedList> {
    try {
      const octets = await fetchOctets(
        address,
        { octets: LIMITS.revocationListOctets, redirects: LIMITS.listFetchRedirects },
        AbortSignal.timeout(this.#timeLimit),
      );
      const all = revocationListsOfFile(octets, 'What is there');
      // Each costs a check of its signature, and nobody vouches for what comes over HTTP.
      const lists = all.slice(0, LIMITS.listsPerAddress);
      const due = Math.min(...lists.map((der) => readRevocationList(der).nextUpdate ?? wallClock));
      // A list that is out of date when it comes is asked for again soon, not at once.
      const until = Math.max(
        Math.min(due, wallClock + LIMITS.fetchedListAge),
        wallClock + LIMITS.failedFetchAge,
      );
      return this.#keep(address, { found: { lists }, octets: octets.length, until });
    } catch (error) {
      const until = wallClock + LIMITS.failedFetchAge;
      const trouble = reason(error).replace(/\.$/, '');
      return this.#keep(address, { found: { trouble }, octets: 0, until });
    }
  }

  #keep(address: string, entry: Kept): FetchedList {
    this.#drop(address);
    this.#kept.set(address, entry);
    this.#octets += entry.octets;
    for (const oldest of this.#kept.keys()) {
      const fits =
        this.#kept.size <= LIMITS.fetchedLists && this.#octets <= LIMITS.fetchedListOctets;
      if (fits || oldest === address) break;
      this.#drop(oldest);
    }
    return entry.found;
  }

  #drop(address: string): void {
    this.#octets -= this.#kept.get(address)?.octets ?? 0;
    this.#kept.delete(address);
  }
}
