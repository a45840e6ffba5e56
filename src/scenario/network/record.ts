/** What went over a scenario's network: every datagram as it left its sender, and what became of it. */

import { LIMITS } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { Meaning } from '../../lab/faults/fault.ts';
import type { Flight } from '../../sim/link.ts';

/** A datagram, or what a fault or a NAT has made of it, at a receiver. */
export interface Arrival {
  /** By the network's clock. */
  readonly at: Instant;
  /** Its place among all that was sent and that arrived: instants may be the same. */
  readonly order: number;
  /** The name of a host; undefined where nobody has the address. */
  readonly receiver: string | undefined;
  readonly flight: Flight;
}

type Fate = 'delivered' | 'under way' | 'lost';

/** One datagram that was sent. */
export interface WireRecord {
  /** As its sender sees it; `sentAt` is by the network's clock. */
  readonly flight: Flight;
  /** Its place among all that was sent and that arrived. */
  readonly order: number;
  readonly meaning: Meaning;
  readonly arrivals: readonly Arrival[];
  /** What was done to it on its way, a sentence each. */
  readonly notes: readonly string[];
  readonly fate: Fate;
}

/** Something that happened to the network itself. */
export interface NetworkNote {
  readonly at: Instant;
  readonly text: string;
}

interface OpenRecord extends WireRecord {
  readonly arrivals: Arrival[];
  readonly notes: string[];
  /** Copies that links have promised. */
  promised: number;
}

/** Keeps a bounded number of records, in the order of sending. */
export class WireLog {
  readonly #recognise: (flight: Flight) => Meaning;
  readonly #records: OpenRecord[] = [];
  readonly #byNumber = new Map<number, OpenRecord>();
  readonly #happened: NetworkNote[] = [];
  #order = 0;

  constructor(recognise: (flight: Flight) => Meaning) {
    this.#recognise = recognise;
  }

  get records(): readonly WireRecord[] {
    return this.#records;
  }

  get notes(): readonly NetworkNote[] {
    return this.#happened;
  }

  /** Whether datagrams were left out. */
  get isFull(): boolean {
    return this.#records.length >= LIMITS.scenarioFlights;
  }

  sent(flight: Flight): void {
    if (this.isFull) return;
    const record: OpenRecord = {
      flight,
      order: this.#order++,
      meaning: this.#recognise(flight),
      arrivals: [],
      notes: [],
      promised: 0,
      get fate(): Fate {
        if (this.arrivals.some(({ receiver }) => receiver !== undefined)) return 'delivered';
        return this.promised > this.arrivals.length ? 'under way' : 'lost';
      },
    };
    this.#records.push(record);
    this.#byNumber.set(flight.number, record);
  }

  /** A link will deliver a copy. */
  promised({ number }: Flight): void {
    const record = this.#byNumber.get(number);
    if (record !== undefined) record.promised++;
  }

  /** A datagram has come, or gone where nobody is. One that nobody sent is recorded as an attacker's. */
  arrived(flight: Flight, receiver: string | undefined, at: Instant): void {
    if (!this.#byNumber.has(flight.number)) this.sent(flight);
    this.#byNumber
      .get(flight.number)
      ?.arrivals.push({ at, order: this.#order++, receiver, flight });
  }

  /** Something was done to a datagram on its way. */
  note({ number }: Flight, text: string): void {
    this.#byNumber.get(number)?.notes.push(text);
  }

  /** Something happened to the network itself. */
  happened(at: Instant, text: string): void {
    if (this.#happened.length < LIMITS.scenarioSteps) this.#happened.push({ at, text });
  }
}
