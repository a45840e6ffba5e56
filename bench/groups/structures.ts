/** What the data path looks things up in, each beside the form that one writes first. */

import type { BenchGroup } from '../group.ts';
import { codecCases } from '../structures/codec.ts';
import { replayCases, replayTargets } from '../structures/replay.ts';
import { sadCases } from '../structures/sad.ts';
import { spdCases, spdTargets } from '../structures/spd.ts';

/** Nanoseconds for one look. */
export const structuresGroup: BenchGroup = {
  name: 'structures',
  about:
    'One look-up or one message. The replay window is asked and told of packets in order but for one in ten; the SPD of 1,024 flows that repeat, or of 131,072 so that a flow is new each time; the naive forms are a shifted BigInt, a scan of the list, and code written by hand for one layout.',
  columns: 'size',
  plots: [
    {
      title: 'nanoseconds for one operation',
      panels: 'structure',
      x: 'size',
      y: 'time',
    },
  ],
  targets: [...replayTargets, ...spdTargets],
  cases: ({ quick }) => [...replayCases(), ...spdCases(quick), ...sadCases(), ...codecCases()],
};
