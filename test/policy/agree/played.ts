/** What two hosts in virtual time make of two policies and a request between them. */

import { parseAddress } from '../../../src/base/address.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { HostConfig } from '../../../src/host/config.ts';
import type { HostEvent } from '../../../src/host/events.ts';
import { Host } from '../../../src/host/host.ts';
import { timedAnswerer } from '../../../src/net/effects.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import type { Computer, Passage } from '../../../src/policy/agree/computer.ts';
import { converse } from '../../../src/policy/agree/conversation.ts';
import { type Flight, plainLink } from '../../../src/sim/link.ts';
import { World } from '../../../src/sim/world.ts';
import { PORTS, type RandomPair, trafficOf } from './random-pairs.ts';
import { certificatesOf, NOW, ROOTS } from './roots.ts';
import { foretoldTerms, playedTerms } from './terms.ts';

/** How a request and its answer fared. */
export interface Fate {
  readonly request: Passage['how'];
  /** `none` where the answer was never sent. */
  readonly answer: Passage['how'] | 'none';
  /** What was agreed on, in the words of terms.ts. */
  readonly terms: readonly string[];
}

const REALM = makeRealm(
  'LAB.EXAMPLE',
  ['alpha', 'bravo'].map((name) => `host/${name}.lab.example`),
  seededRandom('a domain'),
);
/** Long enough for the last try of a main mode and then of its answer's. */
const PATIENCE = 400_000;

/** What `espial policy check` says of it beforehand. */
export function foretold(pair: RandomPair): Fate {
  const { request, answer } = converse(...pair.computers, trafficOf(pair));
  return {
    request: request.how,
    answer: answer?.how ?? 'none',
    terms: foretoldTerms([request, answer]),
  };
}

/** What really happens. */
export function played(pair: RandomPair, seed: string): Fate {
  const events: HostEvent[] = [];
  const flights: Flight[] = [];
  const world = new World({
    observer: { event: (event) => events.push(event), sent: (flight) => flights.push(flight) },
  });
  const [first] = pair.computers.map((computer) => {
    const { name } = computer;
    const random = seededRandom(`${seed} ${name}`);
    const answer = timedAnswerer(nodeProvider, random.fork('answers'));
    const host = new Host({ config: configOf(computer), provider: nodeProvider, random });
    return world.attach({
      name,
      machine: host,
      addresses: host.config.addresses,
      link: plainLink(1),
      answer: (effect, now) => answer(effect, NOW + now),
    });
  });
  world.command(first!, commandOf(pair));
  world.run(PATIENCE);
  return {
    request: fate(pair, 0, events, flights),
    answer: fate(pair, 1, events, flights),
    terms: playedTerms(events),
  } as Fate;
}

function configOf({ name, environment, active, inDomain, roots }: Computer): HostConfig {
  const { addresses, servers, connection } = environment;
  return {
    name,
    addresses,
    ikePort: 500,
    natPort: 4500,
    peers: [],
    policies: [],
    unmatched: 'permit',
    stack: { icmpEcho: true, udpEchoPorts: [PORTS.destination], udpSinkPorts: [PORTS.source] },
    windows: {
      policy: active,
      connection,
      servers,
      kerberos: inDomain ? memberOf(REALM, `host/${name}.lab.example`) : undefined,
      certificates: certificatesOf(name, roots === 'every' ? ROOTS : roots),
    },
  };
}

function commandOf({ computers, request }: RandomPair) {
  const [from, to] = computers.map(({ address }) => parseAddress(address.text));
  if (request === 'icmp')
    return {
      kind: 'ping',
      from,
      to: to!,
      count: 1,
      intervalMilliseconds: 0,
      timeoutMilliseconds: PATIENCE / 2,
      payloadOctets: 8,
    } as const;
  return {
    kind: 'send',
    from,
    to: to!,
    sourcePort: PORTS.source,
    destinationPort: PORTS.destination,
    payload: utf8('a request'),
    count: 1,
  } as const;
}

/** `sender`: 0 for the request, 1 for its answer. */
function fate(
  pair: RandomPair,
  sender: 0 | 1,
  events: readonly HostEvent[],
  flights: readonly Flight[],
): Fate['answer'] {
  const { computers, request } = pair;
  const [from, to] = [computers[sender], computers[1 - sender]!];
  const kinds: readonly string[] =
    request === 'icmp' ? ['echo-answered', 'echo-reply'] : ['udp-received'];
  const arrived = events.some(
    (event) =>
      kinds.includes(event.kind) &&
      event.host === to.name &&
      'from' in event &&
      String(event.from).startsWith(from.address.text),
  );
  if (!arrived) {
    const wasAsked = sender === 1 && fate(pair, 0, events, flights) !== 'dropped';
    return sender === 1 && !wasAsked ? 'none' : 'dropped';
  }
  const protocol = request === 'icmp' ? 1 : 17;
  const inClear = flights.some(
    ({ sender: name, path, bytes }) =>
      name === from.name && path.carrier === 'link' && bytes[9] === protocol,
  );
  if (!inClear) return 'protected';
  const softly = events.some((event) => event.kind === 'soft-sa-added' && event.host === from.name);
  return softly ? 'soft' : 'clear';
}
