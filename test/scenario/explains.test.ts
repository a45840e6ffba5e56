/** `explains:` of a scenario: a class, and what each host alone shows in its place. */

import { describe, expect, it } from 'vitest';
import { parseScenarioFile, type Scenario } from '../../src/scenario/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';
import { twoHosts } from './two-hosts.ts';

function runsOf(explains: string, parameters = '') {
  const text = twoHosts(
    `title: t${parameters === '' ? '' : ` \${lost}`}\n${parameters}steps: [{ do: stop, host: alpha }]\nexplains: ${explains}\n`,
  );
  return parseScenarioFile('s.yaml', text, () => {
    throw new Error('no such file');
  }).runs;
}

function load(explains: string, parameters = ''): Promise<Scenario[]> {
  return Promise.all(runsOf(explains, parameters).map((run) => run.load()));
}

async function problems(explains: string, parameters = ''): Promise<string[]> {
  try {
    for (const run of runsOf(explains, parameters)) await run.load();
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.message.split('\n').filter((line) => line.startsWith('s.yaml:'));
  }
  return [];
}

const LOST = 'parameters: { lost: [2, 4] }\n';

describe('what a scenario explains', () => {
  it('is one class for both hosts and each of them', async () => {
    const [scenario] = await load('peer-dead');
    expect(scenario).toMatchObject({ explains: 'peer-dead', alone: {} });
    expect(runsOf('peer-dead')[0]?.explains).toBe('peer-dead');
  });

  it('may be another one of one host, with its reason', async () => {
    const text = '{ class: peer-dead, responder: { shows: none, because: was away } }';
    const [scenario] = await load(text);
    expect(scenario?.explains).toBe('peer-dead');
    expect(scenario?.alone).toEqual({ responder: { shows: 'none', because: 'was away' } });
    expect(runsOf(text)[0]?.explains).toBe('peer-dead');
  });

  it('may be so in one run alone, whose own file is whole without the others', async () => {
    const text =
      '{ class: no-policy, initiator: [{ when: lost=2, shows: no-response, because: a silence }] }';
    const [two, four] = await load(text, LOST);
    expect(two?.alone).toEqual({ initiator: { shows: 'no-response', because: 'a silence' } });
    expect(four?.alone).toEqual({});
    for (const scenario of [two, four]) {
      const [again] = parseScenarioFile('again.yaml', scenario!.text, () => new Uint8Array()).runs;
      expect((await again!.load()).alone).toEqual(scenario!.alone);
    }
  });
});

describe('what is wrong with explains', () => {
  const one = (row: string): string => `{ class: peer-dead, responder: ${row} }`;

  it.each([
    ['a class that is none', 'peer-ded', /explains is none of .*Did you mean "peer-dead"\?$/],
    [
      'a map without a class',
      '{ responder: { shows: none, because: was away } }',
      /"class" is missing in explains\./,
    ],
    [
      'a side that is none',
      '{ class: none, respondr: { shows: none, because: was away } }',
      /"respondr" is not known in explains\. Did you mean "responder"\?/,
    ],
    [
      'a reason that is none',
      one('{ shows: none, because: was awy }'),
      /because must be not a party, .*Did you mean "was away"\?/,
    ],
    [
      'a reason that is none in a list',
      one('[{ shows: none, because: was awy }]'),
      /explains\.responder\[0\]\.because must be not a party/,
    ],
    [
      'a key that is none in a list',
      one('[{ show: none, because: was away }]'),
      /Did you mean "shows"\?/,
    ],
    [
      'a word for a side',
      one('none'),
      /explains\.responder is not right\. Expected: \{ shows: CLASS, because: REASON \}/,
    ],
    [
      'the same class again',
      one('{ shows: peer-dead, because: was away }'),
      /peer-dead is what both hosts show\. Take this out/,
    ],
    [
      'when in a file with one run',
      one('{ when: lost=2, shows: none, because: was away }'),
      /the file has one run only\. Take out when:\./,
    ],
  ])('is said of %s', async (_what, text, sentence) => {
    const found = await problems(text);
    expect(found.join('\n')).toMatch(sentence);
    expect(found.every((line) => /^s\.yaml:18:\d+: /.test(line))).toBe(true);
  });

  it('is said of a run that is not there, and of two for one run', async () => {
    const row = (when: string): string => `{ ${when}shows: none, because: was away }`;
    expect((await problems(one(row('when: lost=3, ')), LOST)).join()).toMatch(
      'no run has "lost=3". Did you mean "lost=2"?',
    );
    expect((await problems(one(`[${row('when: lost=2, ')}, ${row('')}]`), LOST)).join()).toMatch(
      'of this run responder says two things. Tell them apart with when:.',
    );
  });
});
