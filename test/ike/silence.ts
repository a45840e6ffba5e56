/** A pair whose hosts ask each other, and the ways in which one of them falls silent. */

import { seededRandom } from '../../src/base/random.ts';
import type { Duration } from '../../src/base/time.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Host } from '../../src/host/host.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import type { Pair, PairOptions, SimHost } from '../../src/sim/pair.ts';
import { labPair } from '../host/pairs.ts';

/** Silence after which a watched peer is asked. */
const IDLE_SECONDS = 10;

/** Two hosts of the quick timer profile; `a` asks a silent peer, `b` only answers. */
export function watchedPair(options: PairOptions = {}): Pair {
  const keeping = { ...DEFAULT_KEEPING, dpd: { idleSeconds: IDLE_SECONDS } };
  return labPair({ ...options, a: { ...options.a, peer: { keeping, ...options.a?.peer } } });
}

/** Cuts the way of everything that a host sends. */
export function silence(both: Pair, host: SimHost): () => void {
  return both.link.drop(({ sender }) => sender === host.name, Number.POSITIVE_INFINITY);
}

/** What both have said of one kind of informational payload, for example `R-U-THERE`. */
export function said(both: Pair, host: SimHost, name: string): string[] {
  return both
    .events(host, 'isakmp-sent')
    .flatMap(({ payloads }) => payloads.filter((payload) => payload.includes(`(${name}`)));
}

/** Lets so many seconds pass. */
export function seconds(both: Pair, count: number): void {
  both.run((count * 1000) as Duration);
}

/** A host crashes and starts again with nothing: the one of before hears and says no more. */
export function restart(both: Pair, old: SimHost): SimHost {
  const { config } = old.host;
  const name = `${old.station.name} again`;
  const random = seededRandom(`${name} ${both.now}`);
  const host = new Host({ config, provider: nodeProvider, random });
  const { addresses } = config;
  both.world.detach(old.station);
  const station = both.world.attach({ name, machine: host, addresses, link: both.link.carry });
  return { ...old, host, station };
}
