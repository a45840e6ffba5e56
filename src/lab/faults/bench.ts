/**
 * A bench of faults: a link in front of another one, on which faults act that are added and ended
 * while datagrams pass. They act in the order in which they were added, each on what those before
 * it have left; the same seed gives the same each time. Time is that of the flights.
 */

import { LIMITS } from '../../base/limits.ts';
import type { Random } from '../../base/random.ts';
import type { Instant } from '../../base/time.ts';
import { nobleProvider } from '../../crypto/noble.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { KeyStore } from '../../explain/key-store.ts';
import type { Flight, Link } from '../../sim/link.ts';
import { act } from './acts.ts';
import type { Fault } from './fault.ts';
import { MessageInside } from './inside.ts';
import type { HostNames } from './matching.ts';
import { Recogniser } from './recogniser.ts';
import { refusalOf } from './refusal.ts';
import { StandingFault } from './standing.ts';
import type { Transit } from './transit.ts';

export interface BenchOptions {
  readonly random: Random;
  /** Names of hosts by their addresses. */
  readonly hosts: HostNames;
  /** Keys for what is inside encrypted messages; asked for when they are needed. */
  readonly keys?: () => KeyStore | undefined;
  /** Lets a NAT forget its mappings, or all NATs. */
  readonly rebind?: (nat?: string) => void;
  /** When the network began, in the flights' time; 0 unless said. */
  readonly start?: Instant;
  readonly provider?: CryptoProvider;
}

/** What a fault has done, or could not do. */
export interface Fired {
  readonly id: number;
  readonly fault: Fault;
  /** To which datagram; undefined where it was to none. */
  readonly flight?: Flight;
  /** `main mode 6 is lost`. */
  readonly what: string;
}

export interface ListedFault {
  readonly id: number;
  readonly fault: Fault;
  /** How often it has acted. */
  readonly acted: number;
  /** It will never act again. */
  readonly done: boolean;
  /** Its time is now. */
  readonly active: boolean;
}

export class FaultBench {
  readonly #options: BenchOptions;
  readonly #recogniser: Recogniser;
  readonly #inside: MessageInside;
  readonly #listeners: ((fired: Fired) => void)[] = [];
  #faults: StandingFault[] = [];
  #lastId = 0;
  #now: Instant;
  #held = 0;

  constructor(options: BenchOptions) {
    this.#options = options;
    const provider = options.provider ?? nobleProvider;
    this.#recogniser = new Recogniser(provider);
    this.#inside = new MessageInside(provider, options.keys ?? (() => undefined));
    this.#now = options.start ?? 0;
  }

  /** Why a fault cannot be added here, a sentence; undefined where it can. */
  refusal(fault: Fault): string | undefined {
    if (this.#faults.length >= LIMITS.faults)
      return `There are ${LIMITS.faults} faults already; end one of them first.`;
    const { keys, rebind } = this.#options;
    return refusalOf(fault, { keys: keys !== undefined, nat: rebind !== undefined });
  }

  /** Lets a fault act from now on. Answers its number. Throws a RangeError where `refusal` has a reason. */
  add(fault: Fault): number {
    const refusal = this.refusal(fault);
    if (refusal !== undefined) throw new RangeError(refusal);
    const id = ++this.#lastId;
    this.#faults.push(new StandingFault(id, fault, this.#options.random.fork(`fault ${id}`)));
    this.tick(this.#now);
    return id;
  }

  /** Ends a fault and lets go what it holds. False where there is none of that number. */
  remove(id: number): boolean {
    const fault = this.#faults.find((one) => one.id === id);
    if (fault === undefined) return false;
    const at = this.#faults.indexOf(fault);
    this.#faults = this.#faults.filter((one) => one !== fault);
    this.#release(fault, at);
    return true;
  }

  list(): ListedFault[] {
    return this.#faults.map((standing) => ({
      id: standing.id,
      fault: standing.fault,
      acted: standing.acted,
      done: standing.isDone(this.#elapsed),
      active: standing.isActive(this.#elapsed),
    }));
  }

  onFired(listener: (fired: Fired) => void): void {
    this.#listeners.push(listener);
  }

  /** Lets what is due by then happen that no datagram brings about: a NAT that forgets. */
  tick(now: Instant): void {
    this.#now = Math.max(this.#now, now);
    for (const standing of this.#faults) {
      const { action } = standing.fault;
      if (action.kind !== 'rebind' || !standing.isActive(this.#elapsed)) continue;
      standing.acted++;
      this.#options.rebind?.(action.nat);
      this.#fire(standing, undefined, `NAT ${action.nat ?? ''}`.trim().concat(' is rebound'));
    }
  }

  /** When `tick` has something to do next; undefined: never. */
  nextTick(): Instant | undefined {
    const dues = this.#faults
      .filter(({ fault, acted }) => fault.action.kind === 'rebind' && acted === 0)
      .map(({ fault }) => (this.#options.start ?? 0) + (fault.from ?? 0));
    return dues.length === 0 ? undefined : Math.min(...dues);
  }

  /** The link with the faults in front of it. */
  link(inner: Link): Link {
    return (flight, forward) => {
      this.tick(flight.sentAt);
      const meaning = this.#recogniser.recognise(flight);
      const side = flight.sender === '' ? flight.path.local.address.text : flight.sender;
      let bytes = flight.bytes;
      if (meaning.protocol === 'ike' && meaning.fragment === undefined)
        bytes = this.#translated(flight, meaning.start, meaning.end, side);
      this.#carry({
        flight: bytes === flight.bytes ? flight : { ...flight, bytes },
        original: flight,
        meaning,
        side,
        delay: 0,
        copies: [],
        afterwards: [],
        next: 0,
        send: inner,
        forward,
      });
    };
  }

  get #elapsed(): number {
    return this.#now - (this.#options.start ?? 0);
  }

  /** Remembers what later IVs are made from, and writes on where an earlier message was changed. */
  #translated({ bytes }: Flight, start: number, end: number, side: string): Uint8Array {
    const message = bytes.subarray(start, end);
    this.#inside.note(message);
    const translated = this.#inside.translate(side, message);
    if (translated === message) return bytes;
    const whole = Uint8Array.from(bytes);
    whole.set(translated, start);
    return whole;
  }

  /** Lets the faults from `transit.next` on act, then sends what is left. */
  #carry(transit: Transit): void {
    while (transit.next < this.#faults.length) {
      const standing = this.#faults[transit.next++]!;
      if (standing.fault.action.kind === 'rebind') continue;
      const verdict = act(standing, transit, {
        elapsed: this.#elapsed,
        hosts: this.#options.hosts,
        inside: this.#inside,
        mayHold: this.#held < LIMITS.faultHeld,
        fire: (what) => this.#fire(standing, transit.original, what),
      });
      if (verdict === 'gone') return;
      if (verdict === 'held') {
        standing.held.push(transit);
        this.#held++;
        return;
      }
      if (verdict !== 'on') {
        for (const part of verdict) this.#carry(part);
        return;
      }
    }
    this.#send(transit);
  }

  #send(transit: Transit): void {
    const { flight, delay, copies, afterwards, send, forward } = transit;
    for (const more of [0, ...copies])
      send(flight, (arriving, after) => forward(arriving, after + delay + more));
    for (const standing of afterwards) this.#release(standing, this.#faults.indexOf(standing) + 1);
  }

  #release(standing: StandingFault, next: number): void {
    const held = standing.held.splice(0);
    this.#held -= held.length;
    for (const transit of held) {
      this.#fire(standing, transit.original, `${transit.meaning.text} is let go`);
      transit.next = next;
      this.#carry(transit);
    }
  }

  #fire({ id, fault }: StandingFault, flight: Flight | undefined, what: string): void {
    for (const listener of this.#listeners)
      listener({ id, fault, ...(flight !== undefined && { flight }), what });
  }
}
