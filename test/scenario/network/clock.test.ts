/** Wall clocks that are moved while a scenario is played. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../docs/markdown.ts';
import { run } from '../two-hosts.ts';
import { failed } from './playing.ts';

it('lets tickets be too old from then on', async () => {
  const text = readFileSync(join(ROOT, 'scenarios/kerberos.yaml'), 'utf8');
  const hosts = text.slice(0, text.indexOf('\nsteps:'));
  const result = await run(`${hosts}
steps:
  - { do: up, host: alpha }
  - { do: down, host: alpha }
  - { do: clock, host: beta, by: +6m }
  - { do: up, host: alpha, fails: peer-says-clock-skew }
  # Messages 3 and 4 are in clear: beta waits a while for better ones before it gives up.
  - { do: wait, time: 25s }
  - { do: clock, host: beta, by: -6m }
  - { do: up, host: alpha }
expect:
  alpha: { failures: [{ code: peer-says-clock-skew }] }
  beta: { failures: [{ code: clock-skew }] }
`);
  expect(failed(result)).toEqual([]);
});
