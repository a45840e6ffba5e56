/** Negotiations between two hosts in one process: whole tunnels, renewals, many at once, the first packet. */

import type { BenchCase, BenchGroup } from '../group.ts';
import { ikeCases, ikeTargets } from '../ike/cases.ts';

export const ikeGroup: BenchGroup = {
  name: 'ike',
  about:
    'Main mode and quick mode of both sides, in one process, datagrams handed over in memory: AES-128 and SHA-1 in both phases, no PFS. The exponentiations are the four that such a pair of negotiations needs, by a DiffieHellman object of node:crypto with exponents of the same length; on a curve, two key pairs and two secrets. Main mode anew and quick mode anew are renewals.',
  columns: 'group',
  plots: [{ title: 'Time of one negotiation', panels: 'what', x: 'group', y: 'time' }],
  targets: ikeTargets,
  cases: ({ quick }): readonly BenchCase[] => ikeCases(quick),
};
