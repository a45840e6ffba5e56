/** What two hosts in virtual time make of two policies and a request between them. */

import { parseAddress } from '../../../src/base/address.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { HostEvent } from '../../../src/host/events.ts';
import { Host } from '../../../src/host/host.ts';
import { timedAnswerer } from '../../../src/net/effects.ts';
import { makeRealm, memberOf } from '../../../src/net/kerberos/make-realm.ts';
import type { Computer, Passage } from '../../../src/policy/agree/computer.ts';
import { converse } from '../../../src/policy/agree/conversation.ts';
import { compile } from '../../../src/policy/compile.ts';
import { expand } from '../../../src/policy/expand.ts';
import type { PolicyModel } from '../../../src/policy/model.ts';
import { type Flight, plainLink } from '../../../src/sim/link.ts';
import { World } from '../../../src/sim/world.ts';
import { computer } from '../making.ts';
import { ENDS, PORTS, type RandomPair, type Request } from './random-pairs.ts';
import { foretoldTerms, playedTerms } from './terms.ts';

/** How a request and its answer fared: `lost` where the answer was never sent, too. */
export interface Fate {
  readonly request: Passage['how'];
  readonly answer: Passage['how'] | 'none';
  /** What was agreed on, in the words of terms.ts. */
  readonly terms: readonly string[];
}

const NAMES = ['alpha', 'bravo'] as const;
const REALM = makeRealm(
  'LAB.EXAMPLE',
  NAMES.map((name) => `host/${name}.lab.example`),
  seededRandom('a domain'),
);
/** Long enough for the last try of a main mode and then of its answer's. */
const PATIENCE = 400_000;

/** What `espial policy check` says of it beforehand. */
export function foretold(pair: RandomPair): Fate {
  const [first, second] = [0, 1].map((at) => computerOf(pair, at as 0 | 1));
  const isUdp = pair.request === 'udp';
  const traffic = {
    protocol: isUdp ? 17 : 1,
    sourcePort: isUdp ? PORTS.source : 0,
    destinationPort: isUdp ? PORTS.destination : 0,
  };
  const { request, answer } = converse(first!, second!, traffic);
  return {
    request: request.how,
    answer: answer?.how ?? 'none',
    terms: foretoldTerms([request, answer]),
  };
}

export function computerOf({ models, inDomain }: RandomPair, at: 0 | 1): Computer {
  const active = activeOf(models[at]);
  return {
    name: NAMES[at],
    address: parseAddress(ENDS[at]),
    active,
    expansion: expand(active, computer(ENDS[at])),
    inDomain: inDomain[at],
  };
}

/** What really happens. */
export function played(pair: RandomPair, seed: string): Fate {
  const events: HostEvent[] = [];
  const flights: Flight[] = [];
  const world = new World({
    observer: { event: (event) => events.push(event), sent: (flight) => flights.push(flight) },
  });
  const stations = NAMES.map((name, at) => {
    const random = seededRandom(`${seed} ${name}`);
    const answer = timedAnswerer(nodeProvider, random.fork('answers'));
    const host = new Host({ config: configOf(pair, at as 0 | 1), provider: nodeProvider, random });
    return world.attach({
      name,
      machine: host,
      addresses: host.config.addresses,
      link: plainLink(1),
      answer: (effect, now) => answer(effect, now),
    });
  });
  world.command(stations[0]!, commandOf(pair.request));
  world.run(PATIENCE);
  return {
    request: fate(pair.request, 0, events, flights),
    answer: fate(pair.request, 1, events, flights),
    terms: playedTerms(events),
  } as Fate;
}

function activeOf(model: PolicyModel) {
  return compile(model, model.assigned!, 'local');
}

function configOf({ models, inDomain }: RandomPair, at: 0 | 1) {
  const kerberos = inDomain[at] ? memberOf(REALM, `host/${NAMES[at]}.lab.example`) : undefined;
  return {
    name: NAMES[at],
    addresses: [parseAddress(ENDS[at])],
    ikePort: 500,
    natPort: 4500,
    peers: [],
    policies: [],
    unmatched: 'permit',
    stack: { icmpEcho: true, udpEchoPorts: [PORTS.destination], udpSinkPorts: [PORTS.source] },
    windows: { policy: activeOf(models[at]), kerberos },
  } as const;
}

function commandOf(request: Request) {
  const to = parseAddress(ENDS[1]);
  if (request === 'icmp')
    return {
      kind: 'ping',
      from: undefined,
      to,
      count: 1,
      intervalMilliseconds: 0,
      timeoutMilliseconds: PATIENCE / 2,
      payloadOctets: 8,
    } as const;
  return {
    kind: 'send',
    from: undefined,
    to,
    sourcePort: PORTS.source,
    destinationPort: PORTS.destination,
    payload: utf8('a request'),
    count: 1,
  } as const;
}

/** `sender`: 0 for the request, 1 for its answer. */
function fate(
  request: Request,
  sender: 0 | 1,
  events: readonly HostEvent[],
  flights: readonly Flight[],
): Fate['answer'] {
  const kinds =
    request === 'icmp' ? (['echo-answered', 'echo-reply'] as const) : (['udp-received'] as const);
  const arrived = events.find(
    (event) =>
      (kinds as readonly string[]).includes(event.kind) &&
      event.host === NAMES[1 - sender] &&
      'from' in event &&
      String(event.from).startsWith(ENDS[sender]),
  );
  if (arrived === undefined) {
    const isAnswer = sender === 1;
    const wasAsked = fateOfRequestIsKnown(isAnswer, request, events, flights);
    return isAnswer && !wasAsked ? 'none' : 'dropped';
  }
  const inClear = flights.some(
    ({ sender: name, path, bytes }) =>
      name === NAMES[sender] &&
      path.carrier === 'link' &&
      bytes[9] === (request === 'icmp' ? 1 : 17),
  );
  if (!inClear) return 'protected';
  const softly = events.some(
    (event) => event.kind === 'soft-sa-added' && event.host === NAMES[sender],
  );
  return softly ? 'soft' : 'clear';
}

function fateOfRequestIsKnown(
  isAnswer: boolean,
  request: Request,
  events: readonly HostEvent[],
  flights: readonly Flight[],
): boolean {
  return isAnswer && fate(request, 0, events, flights) !== 'dropped';
}
