import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectScenarios, runFilter } from '../../src/scenario/collect.ts';
import { twoHosts } from './two-hosts.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
  const steps = 'steps: [{ do: wait, time: 1s }]\n';
  for (const inside of ['bases', 'deep', '.hidden']) mkdirSync(join(folder, inside));
  writeFileSync(join(folder, 'bases/two.yaml'), twoHosts(steps));
  writeFileSync(join(folder, 'b.yaml'), 'extends: bases/two.yaml\ntitle: B\n');
  writeFileSync(
    join(folder, 'a.yml'),
    `extends: bases/two.yaml\ntitle: A\nparameters: { x: [1, 2] }\nstory: \${x}\n`,
  );
  writeFileSync(join(folder, 'deep/c.yaml'), 'extends: ../bases/two.yaml\ntitle: C\n');
  writeFileSync(join(folder, '.hidden/d.yaml'), 'title: D\n');
  writeFileSync(join(folder, 'notes.txt'), 'no scenario');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a folder', () => {
  it('stands for its scenarios in the order of their names, each combination a run', () => {
    const { runs, faults } = collectScenarios([folder]);
    expect(faults).toEqual([]);
    expect(runs.map(({ title }) => title)).toEqual(['A [x=1]', 'A [x=2]', 'B', 'C']);
  });

  it('tells every file that is wrong', () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'title: [\n');
    const { runs, faults } = collectScenarios([folder]);
    rmSync(wrong);
    expect(runs).toHaveLength(4);
    expect(faults).toEqual([expect.stringContaining(`${wrong}:`)]);
  });

  it('that is not there is an error of the system', () => {
    expect(() => collectScenarios([join(folder, 'gone')])).toThrow('ENOENT');
  });
});

describe('a filter', () => {
  const run = { title: 'Keys that differ [x=1]', file: 'scenarios/psk.yaml' };
  it.each([
    ['keys THAT', true],
    ['[x=1]', true],
    ['psk', true],
    ['[x=2]', false],
    ['/^keys/', false],
    ['/^keys/i', true],
    ['/psk\\.yaml$/', true],
  ])('%s: %s', (text, fits) => {
    expect(runFilter(text)(run)).toBe(fits);
  });

  it('that is no expression is a RangeError', () => {
    expect(() => runFilter('/(/')).toThrow(RangeError);
  });
});
