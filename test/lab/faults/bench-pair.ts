/** The pair of hosts with faults between them, in virtual time. */

import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { KeyStore } from '../../../src/explain/key-store.ts';
import { FaultBench, type Fired } from '../../../src/lab/faults/bench.ts';
import type { Fault } from '../../../src/lab/faults/fault.ts';
import { parseFault } from '../../../src/lab/faults/parse.ts';
import { Recogniser } from '../../../src/lab/faults/recogniser.ts';
import { allKeyLines } from '../../../src/observe/keylog.ts';
import type { Pair, PairOptions } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { labPair } from '../../host/pairs.ts';

export interface BenchPair {
  readonly subject: Pair;
  readonly bench: FaultBench;
  readonly fired: Fired[];
  /** What arrived, named, in its order: `main mode 1`. */
  readonly arrived: () => string[];
  /** What was sent, and when. */
  readonly sent: () => { readonly at: number; readonly text: string }[];
}

export interface BenchPairOptions extends PairOptions {
  readonly withKeys?: boolean;
  readonly rebind?: (nat?: string) => void;
}

/** A pair whose datagrams meet these faults. */
export function benchPair(words: readonly string[], options: BenchPairOptions = {}): BenchPair {
  const { withKeys = false, rebind, ...pairOptions } = options;
  const keysOf = (): KeyStore => {
    const store = new KeyStore();
    for (const event of [...subject.a.events, ...subject.b.events])
      for (const line of allKeyLines(event)) store.add(line, 'the pair');
    return store;
  };
  const bench = new FaultBench({
    random: seededRandom(options.seed ?? 'faults'),
    hosts: new Map(
      (['a', 'b'] as const).flatMap((name) => [
        [PAIR_ADDRESSES[name].outer.text, name],
        [PAIR_ADDRESSES[name].inner.text, name],
      ]),
    ),
    provider: nodeProvider,
    ...(withKeys && { keys: keysOf }),
    ...(rebind && { rebind }),
  });
  const fired: Fired[] = [];
  bench.onFired((one) => fired.push(one));
  for (const text of words) bench.add(faultOf(text));
  const subject = labPair({ ...pairOptions, through: (link) => bench.link(link) });
  const sent = () => named(subject, 'sent').map(({ at, text }) => ({ at, text }));
  const arrived = () => {
    const names = new Map(named(subject, 'sent').map(({ number, text }) => [number, text]));
    return subject.log
      .filter(({ what }) => what === 'arrived')
      .map(({ number }) => names.get(number) ?? 'an answer of the network');
  };
  return { subject, bench, fired, arrived, sent };
}

/** The fault of some words, which must be right. */
export function faultOf(words: string): Fault {
  const parsed = parseFault(words);
  if (!parsed.ok) throw new Error(`${words}: ${parsed.message} ${parsed.advice}`);
  return parsed.fault;
}

function named(subject: Pair, wanted: 'sent') {
  const recogniser = new Recogniser(nodeProvider);
  return subject.log
    .filter(({ what }) => what === wanted)
    .map(({ at, number, from, path, bytes }) => {
      const flight = { number, sender: from, path, bytes, sentAt: at };
      return { at, number, text: recogniser.recognise(flight).text };
    });
}
