/** When events and lines of the log come, and how often. */

import { expect, it } from 'vitest';
import { failed, playTwo } from './playing.ts';

const STEPS = `steps:
  - { do: wait, time: 10s }
  - { do: up, host: alpha }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 3, interval: 1s }
`;

async function ofAlpha(rows: string): Promise<string[]> {
  return failed(await playTwo(`${STEPS}expect:\n  alpha: { ${rows} }\n`));
}

it.each([
  'events: [{ kind: main-mode-established, at: { after: 10s, before: 11s } }]',
  'events: [{ kind: echo-reply, least: 2, most: 3 }]',
  'events: [{ kind: echo-reply, at: { after: 11s }, times: 2 }]',
  'never: [{ kind: echo-reply, at: { before: 10s } }]',
  'log: [{ id: 541, at: { after: 10s, before: 11s } }]',
  'log: [{ id: 541, most: 3 }]',
])('%s holds', async (rows) => {
  expect(await ofAlpha(rows)).toEqual([]);
});

it.each([
  ['events: [{ kind: main-mode-established, at: { before: 10s } }]', /it came after 10 s/],
  ['events: [{ kind: echo-reply, least: 4 }]', /it came 3 times/],
  ['events: [{ kind: echo-reply, most: 2 }]', /at most 2 times: it came 3 times/],
  ['never: [{ kind: echo-reply, at: { after: 10s } }]', /echo reply/],
  ['log: [{ id: 541, at: { before: 10s } }]', /it came 0 times/],
])('%s fails', async (rows, words) => {
  expect((await ofAlpha(rows)).join()).toMatch(words);
});
