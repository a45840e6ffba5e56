/**
 * Planted bugs: `npm run mutants`. Each patch in test/mutants is one plausible mistake. It is applied to
 * a copy of the sources, and the tests that it names, then all others, have to find it.
 *
 *     npm run mutants [-- --jobs 2] [--only NAME]
 */

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { changedFiles, type Mutant, readMutants } from '../test/mutants/read.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** What the tests need of the house; the rest they do not see. */
const COPIED = [
  'src',
  'test',
  'scenarios',
  'docs',
  'scripts',
  'bench',
  'wasm',
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.bench.json',
  'vitest.config.ts',
];

/** A run of tests: whether all passed, and the first that did not. */
interface Run {
  readonly passed: boolean;
  readonly failed: string | undefined;
  /** No test ran at all: then nothing is found by it. */
  readonly broken: string | undefined;
}

interface Report {
  readonly tests?: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

interface Caught {
  readonly mutant: Mutant;
  readonly by: string | undefined;
  readonly seconds: number;
}

const { values } = parseArgs({
  options: { jobs: { type: 'string' }, only: { type: 'string' } },
});
const jobs = Number(values.jobs ?? availableParallelism());
const mutants = readMutants().filter(
  ({ name }) => values.only === undefined || name === values.only,
);
if (mutants.length === 0 || !Number.isInteger(jobs) || jobs < 1) {
  process.stderr.write(
    'mutants: nothing to do. Use --jobs N and --only NAME, a file of test/mutants.\n',
  );
  process.exit(2);
}

const workplaces = Array.from({ length: Math.min(jobs, mutants.length) }, makeWorkplace);
process.once('exit', () => {
  for (const folder of workplaces) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const startedAt = performance.now();
await checkThatAllIsWell();
const waiting = [...mutants];
const results: Caught[] = [];
await Promise.all(workplaces.map(work));
const missed = results.filter(({ by }) => by === undefined);
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(
  `${results.length - missed.length} of ${results.length} caught in ${seconds} s\n`,
);
if (missed.length > 0) process.exitCode = 1;

/** The suspects of all mutants pass where nothing is planted: else a failure would prove nothing. */
async function checkThatAllIsWell(): Promise<void> {
  const suspects = [...new Set(mutants.flatMap((mutant) => mutant.suspects))];
  const run = await runTests(workplaces[0]!, suspects);
  if (run.passed) return;
  process.stderr.write(
    `mutants: without any planted bug this fails: ${run.failed ?? run.broken}\n`,
  );
  process.exit(1);
}

async function work(folder: string): Promise<void> {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const began = performance.now();
    const changed = changedFiles(mutant, (path) => readFileSync(join(ROOT, path), 'utf8'));
    for (const [path, text] of changed) writeFileSync(join(folder, path), text);
    let run = await runTests(folder, mutant.suspects);
    // What the suspects let pass may be found elsewhere.
    if (run.passed) run = await runTests(folder, ['test']);
    for (const path of changed.keys()) cpSync(join(ROOT, path), join(folder, path));
    const took = Math.round((performance.now() - began) / 1000);
    results.push({ mutant, by: run.failed, seconds: took });
    const mark = run.failed === undefined ? 'MISSED' : 'caught';
    const by = run.failed ?? run.broken ?? 'no test and no scenario fails';
    process.stdout.write(
      `${mark} ${mutant.name} (${took} s)\n       ${mutant.title}\n       by ${by}\n`,
    );
  }
}

function makeWorkplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'espial-mutants-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function runTests(folder: string, paths: readonly string[]): Promise<Run> {
  const output = join(folder, 'report.json');
  rmSync(output, { force: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const args = ['run', '--bail=1', '--maxWorkers=1', '--reporter=json', `--outputFile=${output}`];
  const child = spawn(process.execPath, [vitest, ...args, ...paths], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const code = await new Promise<number | null>((done) => child.once('close', done));
  let report: Report;
  try {
    report = JSON.parse(readFileSync(output, 'utf8')) as Report;
  } catch {
    return {
      passed: false,
      failed: undefined,
      broken: `vitest ended with ${code}: ${words.trim()}`,
    };
  }
  for (const file of report.testResults) {
    const test = file.assertionResults.find(({ status }) => status === 'failed');
    const path = file.name.slice(folder.length + 1);
    if (test !== undefined)
      return { passed: false, failed: `${path}: ${test.fullName}`, broken: undefined };
    if (file.status === 'failed' && file.assertionResults.length === 0)
      return { passed: false, failed: undefined, broken: `${path} does not load: ${file.message}` };
  }
  const passed = code === 0;
  return { passed, failed: undefined, broken: passed ? undefined : `vitest ended with ${code}` };
}
