/** What moves each statistic, on the pair, and by how much. */

import { expect } from 'vitest';
import { arenaPool, BatchWriter } from '../../../src/base/batch.ts';
import { type Random, seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { CryptoProvider } from '../../../src/crypto/provider.ts';
import { parseSuite } from '../../../src/crypto/suite-names.ts';
import { Host } from '../../../src/host/host.ts';
import type { Input } from '../../../src/host/ports.ts';
import type { Lab } from '../../../src/lab/pki/lab.ts';
import type { Flight } from '../../../src/sim/link.ts';
import type { Pair, PairOptions, SimHost } from '../../../src/sim/pair.ts';
import { answerAt, byCertificate, NOW } from '../../ike/certificates/certified.ts';
import { pieces } from '../../ike/fragments.ts';
import { must, pingTo, up } from '../pairs.ts';
import { echo } from '../windows/commands.ts';
import { example } from '../windows/policies.ts';
import { domainPair } from '../windows/realm.ts';

export interface Case {
  /** What the pair is, where it is not one that agrees. */
  readonly options?: PairOptions;
  /** Instead: hosts of another kind. */
  readonly hosts?: () => Pair;
  /** Before this the statistic is looked at, and after it again. */
  readonly before?: (subject: Pair) => void;
  /** Puts another host in place of a. */
  readonly another?: (subject: Pair) => SimHost;
  readonly act: (subject: Pair, a: SimHost) => void;
  /** On a and on b. */
  readonly changes: readonly [number, number];
}

/** 20 of IP, 8 of ICMP, 56 of data, three times. */
const PING_OCTETS = 252;

const isMessage = (exchange: number) => (flight: Pick<Flight, 'path' | 'bytes'>) =>
  flight.path.carrier === 'udp' && flight.path.remote.port === 500 && flight.bytes[18] === exchange;
const MAIN_MODE = isMessage(2);
const QUICK_MODE = isMessage(32);

const upTunnel = (subject: Pair): void => void up(subject, subject.a, 'tunnel');
const upTransport = (subject: Pair): void => void up(subject, subject.a, 'transport');
const beginUp = (subject: Pair): void => {
  subject.begin(subject.a, { kind: 'up', policy: 'tunnel' });
  subject.run(20);
};
const ping = (address: string) => (subject: Pair) => {
  must(subject.command(subject.a, pingTo(address)), 'ping');
};
/** A tries until it gives up. */
const failUp = (subject: Pair): void => {
  subject.command(subject.a, { kind: 'up', policy: 'tunnel' });
  subject.run(60_000);
};
const unanswered = (subject: Pair): void =>
  void subject.link.drop(MAIN_MODE, Number.POSITIVE_INFINITY);
const quickModeUnanswered = (subject: Pair): void =>
  void subject.link.drop(QUICK_MODE, Number.POSITIVE_INFINITY);

const OTHER_KEY: PairOptions = { b: { presharedKey: 'another key' } };
const NO_INTEGRITY = { protocol: 'esp', suite: parseSuite('aes128-none') } as const;

/** It says that hardware does its work. */
const HARDWARE: CryptoProvider = {
  ...nodeProvider,
  espSealer: (...asked) => offloaded(nodeProvider.espSealer(...asked)),
  espOpener: (...asked) => offloaded(nodeProvider.espOpener(...asked)),
};
const WITH_HARDWARE: PairOptions = { provider: HARDWARE };

function offloaded<T extends object>(made: T): T & { readonly offloaded: true } {
  return Object.assign(made, { offloaded: true as const });
}

const established: Case = { act: upTransport, changes: [1, 1] };

function refuse(): never {
  throw new RangeError('this computer has no such algorithm');
}

/** The cases by the ids of the statistics. `lab` has the certificates. */
export function casesOf(lab: Lab): Readonly<Record<string, Case>> {
  return {
    'active-acquire': { before: unanswered, act: beginUp, changes: [1, 0] },
    'active-receive': { options: uncheckedBy(lab), act: beginUp, changes: [0, 1] },
    'acquire-failures': { options: OTHER_KEY, act: failUp, changes: [1, 0] },
    'receive-failures': { act: networkFails('receivesFailed'), changes: [1, 0] },
    'send-failures': { act: networkFails('sendsFailed'), changes: [1, 0] },
    'acquire-heap-size': { before: unanswered, act: beginUp, changes: [1, 0] },
    'receive-heap-size': { before: upTunnel, act: sendFragments, changes: [0, 2] },
    'authentication-failures': { options: OTHER_KEY, act: failUp, changes: [1, 1] },
    'negotiation-failures': { options: OTHER_KEY, act: failUp, changes: [1, 1] },
    // B answers INVALID-COOKIE, which has cookies that a does not know either.
    'invalid-cookies-received': { before: upTunnel, act: sendOtherCookies, changes: [1, 1] },
    'total-acquire': { act: upTransport, changes: [1, 0] },
    'total-get-spi': established,
    'key-additions': established,
    'key-updates': established,
    'get-spi-failures': {
      another: withoutSpis,
      act: (subject, a) => void subject.command(a, { kind: 'up', policy: 'tunnel' }),
      changes: [1, 0],
    },
    'key-addition-failures': {
      options: { provider: { ...nodeProvider, espSealer: refuse } },
      act: failUp,
      changes: [1, 1],
    },
    'key-update-failures': {
      options: { provider: { ...nodeProvider, espOpener: refuse } },
      act: failUp,
      changes: [1, 1],
    },
    'isadb-list-size': established,
    'connection-list-size': { before: quickModeUnanswered, act: beginUp, changes: [1, 0] },
    'ike-main-mode': established,
    'ike-quick-mode': established,
    'soft-associations': { hosts: withoutAnswer, act: fallBack, changes: [1, 0] },
    'invalid-packets-received': { act: sendRubbish, changes: [0, 1] },
    'active-security-associations': established,
    'pending-key-operations': { before: quickModeUnanswered, act: beginUp, changes: [1, 0] },
    'ipsec-key-additions': established,
    'key-deletions': { before: upTunnel, act: down, changes: [1, 1] },
    rekeys: { before: upTunnel, act: rekey, changes: [1, 1] },
    'active-tunnels': { act: upTunnel, changes: [1, 1] },
    'bad-spi-packets': { before: upTunnel, act: pingAndSend(altered(3)), changes: [0, 1] },
    'packets-not-decrypted': {
      options: { both: { child: { proposals: [NO_INTEGRITY] } } },
      before: upTunnel,
      act: pingAndSend(altered(-1)),
      changes: [0, 1],
    },
    'packets-not-authenticated': {
      before: upTunnel,
      // Its sequence number is new, so that the replay window lets it pass.
      act: pingAndSend(altered(7)),
      changes: [0, 1],
    },
    'packets-with-replay-detection': {
      before: upTunnel,
      act: pingAndSend((octets) => octets),
      changes: [0, 1],
    },
    'confidential-bytes-sent': pinged('10.2.0.1', upTunnel),
    'confidential-bytes-received': pinged('10.2.0.1', upTunnel),
    'authenticated-bytes-sent': pinged('10.2.0.1', upTunnel),
    'authenticated-bytes-received': pinged('10.2.0.1', upTunnel),
    'transport-bytes-sent': pinged('192.0.2.2', upTransport),
    'transport-bytes-received': pinged('192.0.2.2', upTransport),
    'bytes-sent-in-tunnels': pinged('10.2.0.1', upTunnel),
    'bytes-received-in-tunnels': pinged('10.2.0.1', upTunnel),
    'offloaded-security-associations': { ...established, options: WITH_HARDWARE },
    'offloaded-bytes-sent': { ...pinged('10.2.0.1', upTunnel), options: WITH_HARDWARE },
    'offloaded-bytes-received': { ...pinged('10.2.0.1', upTunnel), options: WITH_HARDWARE },
  };
}

/** What goes one way comes back as long. */
function pinged(address: string, before: (subject: Pair) => void): Case {
  return { before, act: ping(address), changes: [PING_OCTETS, PING_OCTETS] };
}

/** Both prove themselves by certificate, and nobody ever checks that of a for b. */
function uncheckedBy(lab: Lab): PairOptions {
  const side = (own: string) => ({
    peer: { authentication: [byCertificate(lab, { own: [own] })] },
  });
  return {
    a: side('alpha'),
    b: side('beta'),
    answer: (name) => (effect) =>
      name === 'b' && effect.kind === 'verify'
        ? undefined
        : { result: answerAt(NOW)(effect), after: 0 },
  };
}

/** Policy lets a fall back to clear where nobody answers, and b does not hear of IKE. */
function withoutAnswer(): Pair {
  const both = domainPair(example('Server (Request Security)'), example('Client (Respond Only)'));
  both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  return both;
}

function fallBack(subject: Pair): void {
  subject.command(subject.a, echo(subject.b));
  subject.run(5000);
}

function networkFails(counter: Extract<Input, { kind: 'network-failure' }>['counter']) {
  return ({ a, now }: Pair): void => {
    const pool = arenaPool();
    const nothing = (): never => expect.unreachable('a failure of the network asks for nothing');
    const [network, inner] = [new BatchWriter(pool), new BatchWriter(pool)];
    const out = { network, inner, note: nothing, reply: nothing, effect: nothing };
    a.host.handle({ kind: 'network-failure', counter }, now, out);
  };
}

function sendFragments(subject: Pair): void {
  const { path, bytes } = firstOf(subject, isMessage3);
  for (const piece of pieces(bytes, 3).slice(0, 2)) subject.inject(path, piece);
}

/** In clear, with both cookies. */
function isMessage3(flight: Pair['log'][number]): boolean {
  return MAIN_MODE(flight) && flight.bytes[8] !== 0;
}

function sendOtherCookies(subject: Pair): void {
  const { path, bytes } = firstOf(subject, QUICK_MODE);
  subject.inject(path, altered(0)(bytes));
}

function sendRubbish(subject: Pair): void {
  const { path } = firstOf(subject, () => true, beginUp);
  subject.inject(path, new Uint8Array(28).fill(7));
}

/** It draws SPIs that are none. */
function withoutSpis(subject: Pair): SimHost {
  const { config } = subject.a.host;
  const host = new Host({ config, provider: nodeProvider, random: noSpis(seededRandom('a')) });
  subject.world.detach(subject.a.station);
  const { addresses } = config;
  const place = { name: 'a again', machine: host, addresses, link: subject.link.carry };
  return { ...subject.a, host, station: subject.world.attach(place) };
}

function noSpis(random: Random): Random {
  return {
    bytes: (count) => random.bytes(count),
    fork: (label) => (label === 'spi' ? NOUGHTS : noSpis(random.fork(label))),
  };
}

const NOUGHTS: Random = { bytes: (count) => new Uint8Array(count), fork: () => NOUGHTS };

function down(subject: Pair): void {
  must(subject.command(subject.a, { kind: 'down', policy: 'tunnel' }), 'down');
  subject.run(100);
}

function rekey(subject: Pair): void {
  must(subject.command(subject.a, { kind: 'rekey', policy: 'tunnel' }), 'rekey');
  subject.run(100);
}

/** A ping, and then the first ESP packet of a once more, changed. */
function pingAndSend(change: (octets: Uint8Array) => Uint8Array) {
  return (subject: Pair): void => {
    ping('10.2.0.1')(subject);
    const isEsp = ({ path, bytes }: { path: Flight['path']; bytes: Uint8Array }) =>
      path.carrier === 'link' && bytes[9] === 50;
    const { path, bytes } = firstOf(subject, isEsp);
    const packet = change(bytes.slice(20));
    subject.inject(path, Uint8Array.from([...bytes.subarray(0, 20), ...packet]));
  };
}

/** Changes one octet, from the end where negative. */
function altered(at: number): (octets: Uint8Array) => Uint8Array {
  return (octets) => {
    const changed = Uint8Array.from(octets);
    const index = at < 0 ? octets.length + at : at;
    changed[index]! ^= 0x5a;
    return changed;
  };
}

/** The first datagram of a that has been sent and fits. */
function firstOf(
  subject: Pair,
  fits: (flight: Pair['log'][number]) => boolean,
  first: (subject: Pair) => void = () => {},
): Pair['log'][number] {
  first(subject);
  const found = subject.log.find((line) => line.what === 'sent' && line.from === 'a' && fits(line));
  if (found === undefined) throw new Error('a has sent nothing of the kind');
  return found;
}
