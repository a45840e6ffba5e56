/**
 * Parts of a run that have a process of their own. A compiler that has seen seventy suites makes
 * slower code than one that has seen the one or two of a real process: sealing small packets took
 * 1.4 times as long at the end of a run of all suites in one process as at its beginning.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { BenchCase, BenchGroup } from './group.ts';
import { measureOrTell, type RoundOptions } from './interleave.ts';
import type { CaseResult } from './report.ts';

/** Cases that run one after the other in one process; `part` is undefined for this one. */
interface Stretch {
  readonly part: string | undefined;
  readonly cases: readonly BenchCase[];
}

/** Measures cases in order, those of a part in a process of theirs. `words`: how this one was started. */
export async function* measureAll(
  group: BenchGroup,
  cases: readonly BenchCase[],
  rounds: RoundOptions,
  words: readonly string[],
): AsyncGenerator<CaseResult> {
  for (const { part, cases: own } of stretches(cases)) {
    if (part === undefined) {
      for (const one of own) yield await measureOrTell(group.name, one, rounds);
    } else {
      yield* resultsOf(startPart(group.name, part, words));
    }
  }
}

/** What such a process does: measures its cases and sends their results to who started it. */
export async function measurePart(
  group: BenchGroup,
  cases: readonly BenchCase[],
  rounds: RoundOptions,
): Promise<void> {
  // Who started it has ended: nobody would hear the results.
  process.once('disconnect', () => process.exit());
  for (const one of cases) process.send!(await measureOrTell(group.name, one, rounds));
  process.disconnect();
}

function stretches(cases: readonly BenchCase[]): readonly Stretch[] {
  const found: { part: string | undefined; cases: BenchCase[] }[] = [];
  for (const one of cases) {
    const last = found.at(-1);
    if (last !== undefined && last.part === one.part) last.cases.push(one);
    else found.push({ part: one.part, cases: [one] });
  }
  return found;
}

function startPart(group: string, part: string, words: readonly string[]): ChildProcess {
  const [program = ''] = process.argv.slice(1);
  const own = [...words, '--group', group, '--part', part];
  return spawn(process.execPath, [...process.execArgv, program, ...own], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Throws when the process ends badly: it has said why. */
async function* resultsOf(child: ChildProcess): AsyncGenerator<CaseResult> {
  const results: CaseResult[] = [];
  let wake = (): void => {};
  let ended: number | null | undefined;
  child.on('message', (result) => {
    results.push(result as CaseResult);
    wake();
  });
  child.on('close', (code) => {
    ended = code;
    wake();
  });
  while (ended === undefined || results.length > 0) {
    const next = results.shift();
    if (next !== undefined) yield next;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  if (ended !== 0) throw new Error('a part of the run failed; it has said why above');
}
