/** Two random computers and a request between them: likely to meet each other's terms, and likely not to. */

import { parseAddress } from '../../../src/base/address.ts';
import { type Computer, computerWith, type Traffic } from '../../../src/policy/agree/computer.ts';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import type { Draws } from '../../../src/wire/codec.ts';
import { chance, pick } from './draws.ts';
import { randomTaste, type Taste } from './random-methods.ts';
import { randomActive } from './random-policies.ts';
import { ROOTS } from './roots.ts';

/** Addresses of the two computers: the one that they speak from, and one inside. */
export const ENDS = [
  { outer: '192.0.2.1', inner: '10.1.0.1', net: '10.1.0.0' },
  { outer: '192.0.2.2', inner: '10.2.0.1', net: '10.2.0.0' },
] as const;

/** What the request is: UDP to the echo port of the second computer, or an ICMP echo. */
type Request = 'udp' | 'icmp';

export interface RandomPair {
  readonly computers: readonly [Computer, Computer];
  readonly request: Request;
}

/** What the two pairs of policies are about mainly. */
export type Theme = 'computers' | 'tunnel';

/** The ports of the UDP request. */
export const PORTS = { source: 4000, destination: 7 } as const;

const NAMES = ['alpha', 'bravo'] as const;

export function randomPair(draws: Draws): RandomPair {
  const theme: Theme = chance(draws, 30) ? 'tunnel' : 'computers';
  const isInside = chance(draws, theme === 'tunnel' ? 75 : 8);
  const inside: [boolean, boolean] = [
    chance(draws, 6) ? !isInside : isInside,
    chance(draws, 6) ? !isInside : isInside,
  ];
  const taste = randomTaste(draws);
  const computer = (at: 0 | 1) => randomComputer(draws, at, inside[at], theme, taste);
  return {
    computers: [computer(0), computer(1)],
    request: chance(draws, 75) ? 'udp' : 'icmp',
  };
}

/** The request as policies see it. */
export function trafficOf({ request }: RandomPair): Traffic {
  if (request === 'icmp') return { protocol: 1, sourcePort: 0, destinationPort: 0 };
  return { protocol: 17, sourcePort: PORTS.source, destinationPort: PORTS.destination };
}

function randomComputer(
  draws: Draws,
  at: 0 | 1,
  isInside: boolean,
  theme: Theme,
  taste: Taste,
): Computer {
  const { outer, inner } = ENDS[at];
  const other = ENDS[1 - at]!;
  const servers = () =>
    chance(draws, 60) ? [parseAddress(pick(draws, [other.outer, other.inner, '192.0.2.53']))] : [];
  return computerWith({
    name: NAMES[at],
    address: parseAddress(isInside ? inner : outer),
    environment: {
      addresses: [parseAddress(outer), parseAddress(inner)],
      servers: { DNS: servers(), WINS: servers(), DHCP: servers(), GATEWAY: servers() },
      connection: chance(draws, 80) ? 'lan' : 'dialup',
    },
    active: chance(draws, 4) ? NO_POLICY : randomActive(draws, at, theme, taste),
    inDomain: chance(draws, 92),
    roots: ROOTS.filter(() => chance(draws, 92)),
  });
}
