import { describe, expect, it } from 'vitest';
import { parseScenario, parseScenarioFile, type Scenario } from '../../src/scenario/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';
import { twoHosts } from './two-hosts.ts';

type Files = Readonly<Record<string, string>>;

const BASE = twoHosts(
  'story: of the base\nsteps:\n  - { do: up, host: alpha }\n  - { do: stop, host: beta }\n',
);

/** The files lie in a folder s; s/own.yaml is loaded. */
function load(files: Files): Promise<Scenario> {
  return parseScenario('s/own.yaml', files['s/own.yaml']!, noFile, (path) => read(files, path));
}

function read(files: Files, path: string): string {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error('x'), { code: 'ENOENT', path });
  return text;
}

function noFile(): never {
  throw new Error('no such file');
}

async function wordsOf(files: Files): Promise<string> {
  try {
    await load(files);
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.message;
  }
  return 'nothing is wrong';
}

describe('extends', () => {
  it('merges maps, replaces lists, and takes away what has no value', async () => {
    const scenario = await load({
      's/bases/two.yaml': `abstract: true\n${BASE}expect: { alpha: { statistics: { rekeys: 0 } }, beta: { sas: [] } }\n`,
      's/own.yaml': `extends: bases/two.yaml
title: own
hosts: { alpha: { profile: default } }
steps: [{ do: wait, time: 1s }]
expect: { alpha: { statistics: { echo-replies: 1 } }, beta: }
`,
    });
    expect(scenario.title).toBe('own');
    expect(scenario.story).toBe('of the base');
    expect(scenario.hosts.map(({ name, document }) => [name, document.profile])).toEqual([
      ['alpha', 'default'],
      ['beta', 'lab'],
    ]);
    expect(scenario.steps.map(({ act }) => act.do)).toEqual(['wait']);
    expect(scenario.expectations).toMatchObject([
      { host: 'alpha', expected: { statistics: { rekeys: 0, 'echo-replies': 1 } } },
    ]);
  });

  it('shows each fault in the file where it stands', async () => {
    const words = await wordsOf({
      's/base.yaml': `${BASE}expect: { alpha: { statistics: { rekeyss: 0 } } }\n`,
      's/own.yaml':
        'title: own\nextends: base.yaml\nexpect:\n  alpha:\n    statistics: { ike-main-mod: 1 }\n',
    });
    expect(
      words,
    ).toBe(`s/own.yaml:5:19: there is no statistic "ike-main-mod". Did you mean "ike-main-mode"?
    5 |     statistics: { ike-main-mod: 1 }
      |                   ^^^^^^^^^^^^
s/base.yaml:20:34: there is no statistic "rekeyss". Did you mean "rekeys"?
   20 | expect: { alpha: { statistics: { rekeyss: 0 } } }
      |                                  ^^^^^^^`);
  });

  it('gives steps and expectations of the base their places in it', async () => {
    const { steps, expectations } = await load({
      's/base.yaml': `${BASE}expect: { beta: { statistics: { rekeys: 0 } } }\n`,
      's/own.yaml':
        'extends: base.yaml\ntitle: own\nexpect:\n  beta:\n    statistics: { echo-replies: 0 }\n',
    });
    expect(steps[1]?.place).toMatchObject({ file: 's/base.yaml', line: 19, column: 5 });
    const [beta] = expectations;
    expect(beta?.placeOf(['statistics', 'rekeys'])).toMatchObject({
      file: 's/base.yaml',
      line: 20,
    });
    expect(beta?.placeOf(['statistics', 'echo-replies'])).toMatchObject({
      file: 's/own.yaml',
      line: 5,
    });
  });

  it('goes on through bases of bases, relative to each, and not for ever', async () => {
    const chain = (length: number): Files => {
      const files: Record<string, string> = { 's/own.yaml': 'extends: up/1.yaml\ntitle: own\n' };
      for (let i = 1; i < length; i++) files[`s/up/${i}.yaml`] = `extends: ${i + 1}.yaml\n`;
      files[`s/up/${length}.yaml`] = BASE;
      return files;
    };
    expect((await load(chain(5))).story).toBe('of the base');
    expect(await wordsOf(chain(6))).toContain(
      's/up/5.yaml:1:10: more than 5 files extend one another. Take out some.',
    );
  });

  it.each([
    ['extends: own.yaml', ':1:10: this goes in a circle: own.yaml extends own.yaml.'],
    ['extends: gone.yaml', ':1:10: the base cannot be read: '],
    ['extends: [a]', ':1:1: extends must name a file, like bases/two-hosts.yaml.'],
    ['abstract: 3', ':1:11: abstract must be true or false.'],
  ])('of a wrong kind is an error: %s', async (line, words) => {
    expect(await wordsOf({ 's/own.yaml': `${line}\ntitle: t\n` })).toContain(`s/own.yaml${words}`);
  });

  it('leaves bases unplayed', () => {
    const runs = (path: string, text: string): number =>
      parseScenarioFile(path, text, noFile, noFile).runs.length;
    expect(runs('s/own.yaml', 'abstract: true\n')).toBe(0);
    expect(runs('s/bases/two.yaml', BASE)).toBe(0);
    expect(runs('s/own.yaml', BASE)).toBe(1);
  });
});
