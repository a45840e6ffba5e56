/** The scenarios that come with Espial, and those in the documents, pass: in virtual time and as processes. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { collectScenarios } from '../../src/scenario/collect.ts';
import { loadScenario, parseScenario } from '../../src/scenario/load.ts';
import { play, type ScenarioResult } from '../../src/scenario/run.ts';
import { openReal } from '../../src/scenario/runner-real.ts';
import { openVirtual } from '../../src/scenario/runner-virtual.ts';
import { FAILURE_CODES } from '../../src/scenario/schema/event-fields.ts';
import { exampleFiles } from '../docs/example-files.ts';
import { parseDocument, ROOT } from '../docs/markdown.ts';
import { SELF } from '../lab/self.ts';

const readFile = await exampleFiles();
const { runs: RUNS, faults: FAULTS } = collectScenarios([join(ROOT, 'scenarios')]);

function failed({ checks }: ScenarioResult): unknown[] {
  return checks.filter(({ passed }) => !passed);
}

describe('scenarios', () => {
  it('can be read, and all but a tenth can be played as processes', async () => {
    expect(FAULTS).toEqual([]);
    const loaded = await Promise.all(RUNS.map((run) => run.load()));
    const virtual = loaded.filter(({ virtualOnly }) => virtualOnly !== undefined);
    expect(virtual.length).toBeLessThanOrEqual(RUNS.length / 10);
  });

  it.each(RUNS)('$title passes in virtual time, the same way with each provider', async (run) => {
    const scenario = await run.load();
    const once = await play(scenario, openVirtual(scenario, nodeProvider));
    expect(failed(once)).toEqual([]);
    expect(once.passed).toBe(true);
    // Everything is made anew: certificates too.
    const anew = await run.load();
    const again = await play(anew, openVirtual(anew, nobleProvider));
    expect(JSON.stringify(again.events)).toBe(JSON.stringify(once.events));
    expect(again.traceHash).toBe(once.traceHash);
  });

  it.each([
    'two-peers-agree',
    // With files that it has made, and a clock of its own.
    'certificate-not-yet-valid',
    'methods-kerberos',
  ])('%s passes as two processes over UDP', async (name) => {
    const scenario = await loadScenario(join(ROOT, `scenarios/${name}.yaml`));
    const result = await play(scenario, await openReal(scenario, SELF));
    expect(failed(result)).toEqual([]);
    expect(result).toMatchObject({ passed: true, world: 'real' });
  });

  const path = 'docs/scenario-files.md';
  const { blocks } = parseDocument(path, readFileSync(join(ROOT, path), 'utf8'));
  const examples = blocks.filter(({ language }) => language === 'yaml');
  it.each(examples)('the example at $place passes', async ({ place, text }) => {
    const scenario = await parseScenario(place, text, readFile);
    const result = await play(scenario, openVirtual(scenario, nodeProvider));
    expect(failed(result)).toEqual([]);
  });

  it('are documented with every code that a failure may have', () => {
    const [, table = ''] = readFileSync(join(ROOT, path), 'utf8').split('## Failure codes');
    const cells = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell]) => cell!);
    const codes = cells.flatMap((cell) => cell.split(', ').map((code) => code.slice(1, -1)));
    // The twins of problems are documented as such.
    const own = FAILURE_CODES.filter((code) => !code.startsWith('peer-says-'));
    expect(codes.sort()).toEqual([...own].sort());
  });
});
