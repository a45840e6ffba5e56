/**
 * Whether the scenarios' expectations can fail: `npm run check:expectations`. Each expectation of each
 * scenario is turned into its opposite, one at a time, and the scenario played in virtual time: it has
 * to fail, and there.
 *
 *     npm run check:expectations [-- --jobs 2] [scenarios/one.yaml ...]
 */

import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeProvider } from '../src/crypto/node.ts';
import { readScenarioFile, type Scenario } from '../src/scenario/load.ts';
import { play } from '../src/scenario/run.ts';
import { openVirtual } from '../src/scenario/runner-virtual.ts';
import { type Opposite, oppositesOf } from '../test/scenario/opposites.ts';

const FOLDER = 'scenarios';

/** What a worker says of a file. */
interface Told {
  readonly file: string;
  readonly opposites: number;
  /** Opposites that passed, or failed elsewhere alone. */
  readonly faults: readonly string[];
}

const { values, positionals } = parseArgs({
  options: { jobs: { type: 'string' }, worker: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.worker === true) process.on('message', (file: string) => void answer(file));
else await lead();

async function lead(): Promise<void> {
  const startedAt = performance.now();
  const files = positionals.length > 0 ? [...positionals] : scenarioFiles();
  const all = files.length;
  const jobs = Math.min(Number(values.jobs ?? availableParallelism()), all);
  const told: Told[] = [];
  await Promise.all(Array.from({ length: jobs }, () => work(files, told)));
  const opposites = told.reduce((sum, one) => sum + one.opposites, 0);
  const faults = told.flatMap((one) => one.faults);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stdout.write(
    `${opposites} expectations of ${all} files turned into their opposites: ${opposites - faults.length} failed as they must, ${faults.length} did not, ${seconds} s\n`,
  );
  if (faults.length > 0 || opposites === 0) process.exitCode = 1;
}

function scenarioFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(FOLDER, name));
}

async function work(files: string[], told: Told[]): Promise<void> {
  const child = fork(import.meta.filename, ['--worker'], { execArgv: process.execArgv });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
  ended.catch(() => {});
  for (let file = files.shift(); file !== undefined; file = files.shift()) {
    const answered = new Promise<Told>((done) => child.once('message', (one) => done(one as Told)));
    child.send(file);
    told.push(await Promise.race([answered, ended]));
  }
  child.kill();
}

async function answer(file: string): Promise<void> {
  const faults: string[] = [];
  let opposites = 0;
  for (const run of readScenarioFile(file).runs) {
    const scenario = await run.load();
    const asItIs = await passes(scenario);
    if (!asItIs) faults.push(`${file}: ${scenario.title}: it fails as it is`);
    for (const opposite of oppositesOf(scenario)) {
      opposites++;
      const fault = await faultOf(opposite);
      if (fault !== undefined) {
        const { line } = opposite.place;
        faults.push(`${file}:${line}: ${opposite.what}: ${fault} (${scenario.title})`);
      }
    }
  }
  process.send!({ file, opposites, faults } satisfies Told);
}

async function passes(scenario: Scenario): Promise<boolean> {
  const { passed } = await play(scenario, openVirtual(scenario, nodeProvider));
  return passed;
}

async function faultOf({ scenario, place }: Opposite): Promise<string | undefined> {
  const { checks } = await play(scenario, openVirtual(scenario, nodeProvider));
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length === 0) return 'the opposite passes too';
  const isThere = failed.some(
    (one) => one.place.file === place.file && one.place.line === place.line,
  );
  return isThere ? undefined : 'the opposite fails elsewhere alone';
}
