/** `espial scenario run`: play scenarios in virtual time, or as processes. */

import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeFolder } from '../observe/folder.ts';
import { type Palette, paletteFor } from '../observe/text.ts';
import { type BatchWatcher, playAgain, runBatch, type Worker } from '../scenario/batch.ts';
import { collectScenarios, runFilter } from '../scenario/collect.ts';
import { evidenceFolders, type Job, type Keep, Player } from '../scenario/jobs.ts';
import type { ScenarioRun } from '../scenario/load.ts';
import { isBad, type Outcome, type PlayName } from '../scenario/outcome.ts';
import { outcomeText, summaryText } from '../scenario/report.ts';
import { outcomeData } from '../scenario/reports/json.ts';
import { parseReport, type Report, writeReports } from '../scenario/reports/reports.ts';
import { startWorker } from '../scenario/worker-child.ts';
import { print, printJson } from './client.ts';
import { exitCode } from './exit-codes.ts';
import { chooseProvider } from './providers.ts';
import { RunningLine } from './running-line.ts';
import { selfCommand } from './self.ts';
import { shellWord } from './shell-word.ts';
import { UsageError } from './usage.ts';

export interface RunOptions {
  readonly real?: boolean;
  readonly speed?: number | 'auto';
  readonly seed?: string;
  readonly repeat?: number;
  readonly retries?: number;
  readonly jobs?: number;
  readonly filter?: string;
  readonly report?: readonly string[];
  readonly evidence?: string;
  readonly keep?: Keep;
  readonly json?: boolean;
}

/** So many plays make it worth to start another process. */
const PLAYS_PER_PROCESS = 12;
const MOST_PROCESSES = 8;

export async function runCommand(paths: readonly string[], options: RunOptions): Promise<void> {
  if (options.speed !== undefined && options.real !== true) {
    throw new UsageError('--speed is for --real: virtual time takes no time.');
  }
  if (options.retries !== undefined && options.real !== true) {
    throw new UsageError('--retries is for --real: in virtual time the same happens again.');
  }
  const reports = (options.report ?? []).map(usage(parseReport));
  const { runs, faults } = collectScenarios(paths);
  if (faults.length > 0) return refuse(faults);
  const plays = playsOf(chosen(runs, options.filter), options);
  const jobs = jobsOf(plays, options);
  // What cannot be written is said before anything is played.
  if (options.evidence !== undefined) makeFolder(resolve(options.evidence), 0o700);
  const palette = paletteFor(process.stdout, process.env);
  const line = new RunningLine(process.stdout);
  const began = performance.now();
  const startedAt = Date.now();
  const workers = workersFor(jobs, options);
  endOnInterrupt(workers, line);
  try {
    const watcher = watcherOf(options, palette, line);
    const result = await runBatch(jobs, workers, watcher);
    line.clear();
    if ('faults' in result) return refuse(result.faults);
    const { retries = 0 } = options;
    const outcomes = await playAgain(result, jobs, workers[0]!, { retries, watcher });
    line.clear();
    const took = performance.now() - began;
    finish(outcomes, { options, palette, took, reports, startedAt });
  } finally {
    line.clear();
    await Promise.all(workers.map((worker) => worker.close()));
  }
}

/** The scenarios that a filter lets through. Throws a UsageError where that is none. */
export function chosen(
  runs: readonly ScenarioRun[],
  filter: string | undefined,
): readonly ScenarioRun[] {
  if (runs.length === 0) throw new UsageError('there is no scenario to play here.');
  if (filter === undefined) return runs;
  const left = runs.filter(usage(runFilter)(filter));
  if (left.length > 0) return left;
  throw new UsageError(`none of the ${runs.length} titles and paths fits --filter ${filter}.`);
}

/** Says what is wrong with files. */
export function refuse(faults: readonly string[]): void {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = exitCode('usage');
}

/** A job that has no place yet. */
type Planned = PlayName & Pick<Job, 'seed' | 'autoSpeed'>;

function playsOf(
  runs: readonly ScenarioRun[],
  { real, speed = 1, repeat = 1, seed }: RunOptions,
): readonly Planned[] {
  return runs.flatMap(({ file, title, parameters, seed: own }) =>
    Array.from({ length: repeat }, (_, i) => {
      const repetition = i + 1;
      const base = seed ?? own;
      // The first one is what is played without --repeat.
      const used = repetition === 1 ? base : `${base}-${repetition}`;
      const world = real === true ? ('real' as const) : ('virtual' as const);
      const words = ['espial', 'scenario', 'run', file, '--seed', used];
      if (parameters !== '') words.push('--filter', `[${parameters}]`);
      if (real === true) words.push('--real', ...(speed === 1 ? [] : ['--speed', String(speed)]));
      const command = words.map(shellWord).join(' ');
      const played = { file, title, parameters, repetition, world, command, seed: used };
      return { ...played, speed: speed === 'auto' ? 1 : speed, autoSpeed: speed === 'auto' };
    }),
  );
}

function jobsOf(plays: readonly Planned[], { evidence, keep }: RunOptions): readonly Job[] {
  const base = evidence === undefined ? temporaryName() : resolve(evidence);
  const folders = evidenceFolders(base, plays);
  const when = keep ?? (evidence === undefined ? 'failed' : 'always');
  return plays.map((play, id) => ({ ...play, id, keep: when, evidence: folders[id]! }));
}

/** Nothing is made before there is something to keep. */
function temporaryName(): string {
  return join(tmpdir(), `espial-scenarios-${process.pid}-${Date.now().toString(36)}`);
}

function workersFor(jobs: readonly Job[], { real, jobs: wanted }: RunOptions): readonly Worker[] {
  const enough = Math.ceil(jobs.length / PLAYS_PER_PROCESS);
  const byCores = Math.min(availableParallelism(), MOST_PROCESSES, enough);
  const count = Math.min(jobs.length, wanted ?? (real === true ? 1 : byCores));
  // Processes of real hosts use the cores by themselves.
  const here = real === true || count === 1;
  const make = (): Worker =>
    here
      ? new Player({ provider: chooseProvider('auto'), self: selfCommand() })
      : startWorker(selfCommand());
  return Array.from({ length: count }, make);
}

function endOnInterrupt(workers: readonly Worker[], line: RunningLine): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, async () => {
      line.clear();
      await Promise.all(workers.map((worker) => worker.close()));
      process.exit(exitCode('interrupted'));
    });
  }
}

function watcherOf({ json }: RunOptions, palette: Palette, line: RunningLine): BatchWatcher {
  return {
    progress({ phase, done, all, now }) {
      const what = phase === 'reading' ? 'reading' : now.join(', ');
      line.show(palette.dim(`${done}/${all} ${what}`));
    },
    done(outcome) {
      if (json === true) return;
      line.clear();
      print(outcomeText(outcome, palette));
    },
  };
}

interface Ending {
  readonly options: RunOptions;
  readonly palette: Palette;
  readonly took: number;
  readonly reports: readonly Report[];
  readonly startedAt: number;
}

function finish(outcomes: readonly Outcome[], ending: Ending): void {
  const { options, palette, took, reports, startedAt } = ending;
  if (options.json === true) printJson(outcomes.map(outcomeData));
  else if (outcomes.length > 1) print(palette.bold(summaryText(outcomes)));
  const names = writeReports(reports, { outcomes, tookMilliseconds: took, startedAt });
  if (options.json !== true) for (const name of names) print(palette.dim(`written: ${name}`));
  if (outcomes.some(isBad)) process.exitCode = exitCode('failed');
}

/** What is wrong with a text of the command line, as such. */
function usage<T, R>(act: (value: T) => R): (value: T) => R {
  return (value) => {
    try {
      return act(value);
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(error.message);
      throw error;
    }
  };
}
