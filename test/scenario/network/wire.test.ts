/** Expectations about datagrams: by meaning, by ends, by decoded fields, by fate, by time, and by count. */

import { describe, expect, it } from 'vitest';
import { run, twoHosts } from '../two-hosts.ts';

const PLAY = `
network: { delay: 10ms, faults: [drop main mode 2 once] }
steps:
  - { do: up, host: alpha }
  - { do: ping, host: alpha, to: 192.0.2.2, count: 2 }
  - { do: down, host: alpha }
`;

async function faultsOf(row: string): Promise<readonly string[]> {
  const { checks } = await run(`title: t\n${twoHosts(`${PLAY}expect:\n  wire: [${row}]`)}`);
  const found = checks.filter(({ what }) => what.startsWith('wire: '));
  expect(found).toHaveLength(1);
  return found[0]!.found;
}

describe('an expectation about datagrams holds', () => {
  it.each([
    '{ is: main mode 2, from: beta, times: 2 }',
    '{ is: main mode 2, fate: lost, times: 1 }',
    '{ is: main mode 2, fate: delivered, to: alpha, times: 1 }',
    '{ is: second transmission of main mode 1, least: 1, most: 1 }',
    '{ is: main mode 1, at: { before: 100ms }, times: 1 }',
    '{ is: main mode 1, at: { after: 100ms, before: 1s } }',
    '{ is: main mode 1, fields: { isakmp.exchangeType: 2, isakmp.payloads.0.sa.doi: IPsec } }',
    // Inside what is encrypted.
    "{ is: quick mode 1, fields: { 'isakmp-decrypted.payloads.1.sa.doi': 1 } }",
    '{ is: delete, from: alpha, times: 2 }',
    '{ is: esp number 2, fields: { info: echo } }',
    "{ is: esp, fields: { 'icmp.*': Echo Reply }, from: beta, times: 2 }",
    '{ is: aggressive mode, never: true }',
    '{ is: everything from beta, least: 5 }',
  ])('%s', async (row) => {
    expect(await faultsOf(row)).toEqual([]);
  });
});

describe('an expectation about datagrams fails, and says what there was', () => {
  it.each([
    ['{ is: main mode 2, times: 1 }', /there were 2; main mode 2 of beta after 10 ms, lost/],
    ['{ is: main mode 2, never: true }', /there were 2/],
    ['{ is: main mode 6, fate: lost }', /there were 0; main mode 6 .* differs: it is delivered/],
    ['{ is: main mode 1, at: { before: 1ms }, times: 2 }', /there were 1/],
    ['{ is: main mode 1, fields: { isakmp.exchangeType: 4 } }', /isakmp.exchangeType is "Identity/],
    ['{ is: main mode 1, fields: { isakmp.nothing: 4 } }', /it has no isakmp.nothing/],
    ['{ is: esp number 9 }', /there were 0/],
  ])('%s', async (row, words) => {
    expect((await faultsOf(row)).join('; ')).toMatch(words);
  });
});
