/** Many tunnels: what `espial load` finds, and whether the ten-thousandth costs more than the hundredth. */

import type { BenchGroup } from '../group.ts';
import { loadCase, loadTargets } from '../scale/load.ts';
import { setupCase, setupTarget } from '../scale/setup.ts';

export const scaleGroup: BenchGroup = {
  name: 'scale',
  about:
    'Tunnels between two processes over one UDP socket a side, in which whole IP packets travel: one ISAKMP SA and two ESP SAs each, group 2, AES-128 and SHA-1, inner packets of 64 octets over all tunnels in turn. Memory is that of the far side, resident after a collection, beyond what the process had before there was a host. Under a flood the traffic has half the rate that the far side can carry and the flood half the rate that it can receive; what is said is the part of the traffic that still arrives. The setup rate beside what is held is measured in one process, in memory.',
  targets: [setupTarget, ...loadTargets],
  cases: ({ quick }) => (quick ? [loadCase(200, 1)] : [setupCase(), loadCase(10_000, 3)]),
};
