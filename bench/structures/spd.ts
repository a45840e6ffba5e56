/** The SPD beside a linear scan, for flows that repeat and for flows that are always new. */

import { matchOutbound } from '../../src/ipsec/spd/selector.ts';
import { Spd, type SpdEntry } from '../../src/ipsec/spd/spd.ts';
import type { BenchCase, Contender, Lineup, Target } from '../group.ts';
import { type Flow, randomFlows, randomPolicies } from './policies.ts';

const FILTERS = [10, 1000, 100_000] as const;
/** Flows that repeat fit into any cache of flows; fresh ones are more than any holds. */
const FLOWS = { repeating: 1024, fresh: 131_072 } as const;
type Flows = keyof typeof FLOWS;
/** How many lookups are compared with the linear scan, which takes half a millisecond each. */
const COMPARED = 1000;
const LINEAR = 'linear scan';

/** A case for each number of filters and each kind of flows. */
export function spdCases(quick: boolean): readonly BenchCase[] {
  return (Object.keys(FLOWS) as Flows[]).flatMap((flows) =>
    FILTERS.filter((count) => !quick || count < 100_000 || flows === 'repeating').map((size) => ({
      name: `spd ${flows} ${size}`,
      axes: { structure: `spd, ${flows} flows`, size },
      prepare: () => lineup(size, flows),
    })),
  );
}

export const spdTargets: readonly Target[] = [
  {
    line: 5,
    words: 'SPD of 100,000 filters, flows repeating, ns',
    case: 'spd repeating 100000',
    contender: 'espial',
    bound: 'at most',
    value: 1500,
  },
];

function lineup(filters: number, kind: Flows): Lineup {
  const policies = randomPolicies(filters);
  const flows = randomFlows(policies, FLOWS[kind]);
  const spd = new Spd(policies, 'block');
  const naive = linearScan(policies);
  const look = ({ view, arena }: Flow): string => spd.lookUpOutbound(view, arena).name;
  for (const flow of flows.slice(0, filters > 10_000 ? COMPARED / 10 : COMPARED)) {
    const [expected, answered] = [naive(flow), look(flow)];
    if (expected !== answered) {
      throw new Error(`wrong result: the SPD says "${answered}", the scan "${expected}"`);
    }
  }
  return {
    contenders: [
      contender(LINEAR, flows, (flow) => naive(flow)),
      contender('espial', flows, (flow) => look(flow)),
    ],
  };
}

function contender(
  name: string,
  flows: readonly Flow[],
  lookUp: (flow: Flow) => string,
): Contender {
  let at = 0;
  return {
    name,
    run(times) {
      let found = 0;
      for (let i = 0; i < times; i++) {
        if (lookUp(flows[at]!) !== '') found++;
        if (++at === flows.length) at = 0;
      }
      if (found > times) throw new Error('more found than looked for');
    },
  };
}

/** RFC 4301 4.4.1 as it is written: the first entry that covers the packet decides. */
function linearScan(policies: readonly SpdEntry[]): (flow: Flow) => string {
  return ({ view, arena }) => {
    for (const { name, selector } of policies) {
      if (matchOutbound(selector, view, arena) === 'yes') return name;
    }
    return '';
  };
}
