/**
 * A soak: two hosts with short lifetimes and traffic both ways live through spells of bad network,
 * crashes and an attacker who sees everything, and through spells of rest, in which all must be well
 * again. Everything is drawn from one seed.
 */

import { type Random, randomFraction, seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { Host } from '../../src/host/host.ts';
import type { Lab } from '../../src/lab/pki/lab.ts';
import type { Flight, Link } from '../../src/sim/link.ts';
import { SimNat, withNats } from '../../src/sim/nat.ts';
import { netem } from '../../src/sim/netem.ts';
import { PAIR_ADDRESSES, type PairName, pairConfig } from '../../src/sim/pair-config.ts';
import { type Station, World } from '../../src/sim/world.ts';
import { pingTo, sendTo } from '../host/pairs.ts';
import { Attacker } from './soak-attacker.ts';
import { certifiedSide, slowAnswer } from './soak-certificates.ts';
import { type Settings, settingsOf } from './soak-settings.ts';

export interface SoakOptions {
  readonly seed: string;
  /** Bad spells, each with a spell of rest after it. */
  readonly spells: number;
  /** Authentication by its certificates instead of a pre-shared key, with checks that take their time. */
  readonly lab?: Lab | undefined;
  /** Called with each event and datagram, to look into a seed. */
  readonly watch?: (at: number, what: HostEvent | Flight) => void;
}

export interface SoakReport {
  readonly settings: Settings;
  readonly virtualSeconds: number;
  readonly datagrams: number;
  readonly crashes: number;
  readonly forged: number;
  /** Promises that were not kept, in words. */
  readonly broken: readonly string[];
}

/** The longest time after which all is well again once the network is: every exchange has ended or begun anew. */
const HEALING = 150_000;
/** IKE messages of one host in one second, and events: more is a storm. */
const MOST_MESSAGES = 60;
const MOST_EVENTS = 1500;
/** Pairs of one policy entry and main modes of a host. */
const MOST_PAIRS = 8;
const MOST_MAIN_MODES = 8;
const SECOND = 1000;

/** Runs one seed. */
export function soak(options: SoakOptions): SoakReport {
  return new Soak(options).run();
}

class Soak {
  readonly #options: SoakOptions;
  readonly #random: Random;
  readonly #settings: Settings;
  readonly #world: World;
  readonly #attacker: Attacker;
  readonly #hosts = new Map<PairName, { host: Host; station: Station }>();
  readonly #broken: string[] = [];
  readonly #good: Link;
  readonly #nats: readonly SimNat[];
  #link: Link;
  #datagrams = 0;
  #crashes = 0;
  #messages = { a: 0, b: 0 };
  #events = 0;

  constructor(options: SoakOptions) {
    this.#options = options;
    this.#random = seededRandom(`soak ${options.seed}`);
    this.#settings = settingsOf(this.#random.fork('settings'));
    this.#good = netem({ delay: 10 }, this.#random.fork('good'));
    this.#link = this.#good;
    this.#attacker = new Attacker(this.#random.fork('attacker'));
    this.#world = new World({
      observer: {
        sent: (flight) => this.#sent(flight),
        event: (event) => {
          this.#events++;
          options.watch?.(this.#world.now, event);
        },
      },
    });
    const { nat } = this.#settings;
    const outside = PAIR_ADDRESSES.a.outer;
    this.#nats = nat === undefined ? [] : [new SimNat({ outside, inside: ['a'], type: nat })];
    this.#place('a');
    this.#place('b');
  }

  run(): SoakReport {
    for (let spell = 0; spell < this.#options.spells; spell++) {
      this.#badSpell(spell);
      this.#rest(spell);
    }
    return {
      settings: this.#settings,
      virtualSeconds: this.#world.now / SECOND,
      datagrams: this.#datagrams,
      crashes: this.#crashes,
      forged: this.#attacker.forged,
      broken: this.#broken,
    };
  }

  #badSpell(spell: number): void {
    const draw = () => randomFraction(this.#random);
    this.#link = netem(
      {
        delay: 10,
        jitter: 20,
        loss: 0.1 + 0.2 * draw(),
        duplicate: 0.1,
        reorder: 0.1,
        reorderDelay: 400,
        corrupt: 0.02,
      },
      this.#random.fork(`bad ${spell}`),
    );
    for (let second = 0; second < this.#settings.badSeconds; second++) {
      if (draw() < this.#settings.crashes) this.#crash(draw() < 0.5 ? 'a' : 'b');
      if (draw() < 0.02) this.#renewBySomebody();
      if (draw() < 0.02) for (const nat of this.#nats) nat.forget();
      this.#second(true);
    }
  }

  /** Traffic goes on, the network is good, and after a while everything has to be in order. */
  #rest(spell: number): void {
    this.#link = this.#good;
    for (let second = 0; second < HEALING / SECOND; second++) this.#second(false);
    for (const name of ['a', 'b'] as const) {
      // What is not renewed ends some time: packets of then are lost where only the peer can begin anew.
      let received = this.#pings(name);
      if (received < 10 && !this.#settings.renewed) received = this.#pings(name);
      if (received < 10) this.#fault(`rest ${spell}: ${received} of 10 pings of ${name} came back`);
    }
    const [own, other] = [this.#current('a'), this.#current('b')];
    // A renewal may be under way just now; then the successor is known to one side alone for a moment.
    for (let tries = 0; tries < 10 && !this.#agree(); tries++) this.#second(false);
    if (!this.#agree()) this.#fault(`rest ${spell}: a uses ${own}, b uses ${other}`);
  }

  #second(attacked: boolean): void {
    for (const [name, { station }] of this.#hosts) {
      const to = name === 'a' ? PAIR_ADDRESSES.b : PAIR_ADDRESSES.a;
      this.#world.command(station, sendTo(to.inner.text));
    }
    const until = this.#world.now + SECOND;
    while (this.#world.now < until) {
      if (attacked && this.#settings.attacked)
        this.#attacker.strike((path, bytes) => this.#world.inject(path, bytes));
      this.#world.run(250);
    }
    this.#checkBounds();
  }

  #pings(name: PairName): number {
    const to = name === 'a' ? PAIR_ADDRESSES.b : PAIR_ADDRESSES.a;
    const { station } = this.#hosts.get(name)!;
    const id = this.#world.command(station, pingTo(to.inner.text, { count: 10 }));
    this.#world.runUntil(() => this.#world.result(id) !== undefined, 60 * SECOND);
    const result = this.#world.result(id);
    return result?.ok === true && result.value.kind === 'ping' ? result.value.received : 0;
  }

  #checkBounds(): void {
    for (const [name, { host }] of this.#hosts) {
      const pairs = host.query('quick-mode-sas').items;
      // Half-open ones have a bound of their own: anybody can play a first message again.
      const mainModes = host
        .query('main-mode-sas')
        .items.filter(({ state }) => state === 'established');
      if (pairs.length > MOST_PAIRS) this.#fault(`${name} holds ${pairs.length} pairs`);
      if (mainModes.length > MOST_MAIN_MODES)
        this.#fault(`${name} holds ${mainModes.length} main modes`);
      if (this.#messages[name] > MOST_MESSAGES)
        this.#fault(`${name} sent ${this.#messages[name]} IKE messages in a second`);
    }
    if (this.#events > MOST_EVENTS) this.#fault(`${this.#events} events in a second`);
    this.#messages = { a: 0, b: 0 };
    this.#events = 0;
  }

  /** The SPIs of the pairs that nothing has replaced, in an order of their own. */
  #current(name: PairName): string {
    return this.#hosts
      .get(name)!
      .host.query('quick-mode-sas')
      .items.filter(({ replacedBy, policy }) => replacedBy === undefined && policy === 'tunnel')
      .map(({ inbound, outbound }) => [inbound?.spi, outbound?.spi].sort().join('/'))
      .sort()
      .join(' ');
  }

  #agree(): boolean {
    const own = this.#current('a');
    return own !== '' && !own.includes(' ') && own === this.#current('b');
  }

  #renewBySomebody(): void {
    const draw = randomFraction(this.#random);
    for (const [name, { station }] of this.#hosts) {
      if (draw < 0.3 && name === 'a') continue;
      const peer = name === 'a' ? 'b' : 'a';
      if (draw < 0.6) this.#world.command(station, { kind: 'rekey', policy: 'tunnel' });
      else this.#world.command(station, { kind: 'rekey-main-mode', peer });
    }
  }

  #crash(name: PairName): void {
    this.#crashes++;
    this.#world.detach(this.#hosts.get(name)!.station);
    this.#world.run(this.#settings.downSeconds * SECOND);
    this.#place(name);
  }

  #place(name: PairName): void {
    const { both, sides } = this.#settings;
    const { lab } = this.#options;
    const proof = lab === undefined ? {} : certifiedSide(lab, name, sides[name]);
    const config = pairConfig(name, both, sides[name], proof);
    const random = this.#random.fork(`${name} ${this.#crashes}`);
    const host = new Host({ config, provider: nodeProvider, random });
    const link = withNats((flight, forward) => {
      this.#attacker.sees(flight);
      this.#link(flight, forward);
    }, this.#nats);
    const { addresses } = config;
    const station = this.#world.attach({
      name,
      machine: host,
      addresses,
      link,
      answer: slowAnswer(() => this.#link === this.#good, this.#random.fork('answers')),
    });
    this.#hosts.set(name, { host, station });
  }

  #sent(flight: Flight): void {
    this.#datagrams++;
    const { path, bytes, sender } = flight;
    const isIke = path.carrier === 'udp' && (path.local.port === 500 || bytes[0] === 0);
    if (isIke && (sender === 'a' || sender === 'b')) this.#messages[sender]++;
    this.#options.watch?.(this.#world.now, flight);
  }

  #fault(what: string): void {
    if (this.#broken.length < 20)
      this.#broken.push(`${(this.#world.now / SECOND).toFixed(1)} s: ${what}`);
  }
}
