/** Random filters, most of which are for the two computers of a pair. */

import type { Filter, FilterAddress } from '../../../src/policy/model.ts';
import type { Draws } from '../../../src/wire/codec.ts';
import { ANY, host, ME, subnet } from '../making.ts';
import { chance, pick } from './draws.ts';
import { ENDS, PORTS, type Theme } from './random-pairs.ts';

export type PlainFilter = Omit<Filter, 'guid' | 'description'>;

/** One for the computer of this place. */
export function filterOf(draws: Draws, at: 0 | 1, theme: Theme): PlainFilter {
  const [own, far] = endsOf(draws, at, theme);
  const [source, destination] = chance(draws, 80) ? [own, far] : [far, own];
  const protocol = pick(draws, [0, 0, 0, 0, 17, 17, 17, 1, 6]);
  const ports = protocol === 17 && chance(draws, 50);
  const served = ports && chance(draws, 50);
  return {
    source,
    destination,
    protocol,
    sourcePort: served ? PORTS.destination : 0,
    destinationPort: ports && !served ? PORTS.destination : 0,
    mirrored: chance(draws, 90),
  };
}

/** The packets out and in of a tunnel between the two networks, or the two computers. */
export function tunnelFilters(draws: Draws, at: 0 | 1): readonly [PlainFilter, PlainFilter] {
  const [own, other] = [ENDS[at], ENDS[1 - at]!];
  const side = ({ net, inner }: (typeof ENDS)[number]): FilterAddress =>
    pick(draws, [
      subnet(net, 24),
      subnet(net, 24),
      subnet(net, 24),
      subnet(net, 24),
      subnet(net, 16),
      host(inner),
      ANY,
    ]);
  const [here, there] = chance(draws, 85)
    ? [subnet(own.net, 24), subnet(other.net, 24)]
    : [side(own), side(other)];
  const protocol = pick(draws, [0, 0, 0, 0, 0, 17, 1]);
  const plain = { protocol, sourcePort: 0, destinationPort: 0, mirrored: false };
  return [
    { ...plain, source: here, destination: there },
    { ...plain, source: there, destination: here },
  ];
}

/** The end of a tunnel's rule out, or in; now and then a wrong one. */
export function tunnelEnd(draws: Draws, at: 0 | 1, toSelf: boolean): string {
  const { outer, inner } = ENDS[toSelf ? at : 1 - at]!;
  return pick(draws, [...Array(14).fill(outer), inner, '192.0.2.9']) as string;
}

function endsOf(
  draws: Draws,
  at: 0 | 1,
  theme: Theme,
): readonly [own: FilterAddress, far: FilterAddress] {
  const [own, other] = [ENDS[at], ENDS[1 - at]!];
  // Of a kind of server the other side must be this computer.
  if (chance(draws, 8))
    return [ME, { kind: 'server', server: pick(draws, ['DNS', 'WINS', 'DHCP', 'GATEWAY']) }];
  const inside = theme === 'tunnel' ? [host(other.inner), subnet(other.net, 24)] : [];
  const far = pick(draws, [
    ANY,
    ANY,
    ANY,
    host(other.outer),
    host(other.outer),
    subnet('192.0.2.0', 24),
    host('192.0.2.9'),
    { kind: 'dns', name: 'other.lab.example', addresses: [...namesake(other)] } as const,
    ...inside,
  ]);
  const near = pick(draws, [
    ...Array<FilterAddress>(9).fill(ME),
    host(own.outer),
    host(own.inner),
    subnet(own.net, 24),
  ]);
  return [near, far];
}

/** The addresses of a DNS name: both of a computer. */
function namesake({ outer, inner }: (typeof ENDS)[number]) {
  return [outer, inner].flatMap((text) => {
    const address = host(text);
    return address.kind === 'address' ? [address.address] : [];
  });
}
