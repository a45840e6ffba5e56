/** The faults of `espial relay`: those of the command line, of a file, and those typed while it runs. */

import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LIMITS } from '../base/limits.ts';
import { seededRandom } from '../base/random.ts';
import { FaultBench, type Fired } from '../lab/faults/bench.ts';
import { answerLine, faultsOfFile, problemText, stateText } from '../lab/faults/console.ts';
import type { Fault } from '../lab/faults/fault.ts';
import { parseFault } from '../lab/faults/parse.ts';
import { faultText } from '../lab/faults/text.ts';
import { print, printJson } from './client.ts';
import { growingKeys } from './key-files.ts';
import { chooseProvider } from './providers.ts';
import { UsageError } from './usage.ts';

export interface RelayFaultOptions {
  readonly fault?: readonly string[];
  readonly faults?: readonly string[];
  readonly keys?: readonly string[];
  readonly seed: string;
  readonly json?: boolean;
}

/** Makes the bench. Throws a UsageError that says where the words of a fault are wrong. */
export function relayBench(
  options: RelayFaultOptions,
  rebind: (() => void) | undefined,
): FaultBench {
  const { fault = [], faults = [], keys = [], seed } = options;
  for (const path of keys.filter((one) => !existsSync(one)))
    process.stderr.write(`espial relay: ${path} is not there yet; keys are read when it is.\n`);
  const bench = new FaultBench({
    random: seededRandom(seed).fork('faults'),
    hosts: new Map(),
    provider: chooseProvider('auto'),
    ...(keys.length > 0 && { keys: growingKeys(keys) }),
    ...(rebind && { rebind }),
  });
  for (const one of [...fault.map(faultOfOption), ...faults.flatMap(faultsOf)]) {
    const refusal = bench.refusal(one);
    if (refusal !== undefined) throw new UsageError(`${faultText(one)}: ${refusal}`);
    bench.add(one);
  }
  bench.onFired(teller(options.json === true));
  return bench;
}

function faultOfOption(words: string): Fault {
  const parsed = parseFault(words);
  if (parsed.ok) return parsed.fault;
  throw new UsageError(`--fault '${words.slice(0, 200)}': ${problemText(parsed)}`);
}

function faultsOf(file: string): readonly Fault[] {
  const read = faultsOfFile(readFileSync(file, 'utf8'), file);
  if ('problem' in read) throw new UsageError(read.problem);
  return read.faults;
}

/** Prints what faults do, up to a bound for each of them. */
function teller(json: boolean): (fired: Fired) => void {
  const told = new Map<number, number>();
  return ({ id, flight, what }) => {
    const count = (told.get(id) ?? 0) + 1;
    told.set(id, count);
    if (count > LIMITS.faultLines + 1) return;
    const silent = count > LIMITS.faultLines;
    const said = silent ? 'it goes on, and no more is told of it' : what;
    const at = Math.round(flight?.sentAt ?? 0);
    if (json)
      printJson({ event: 'fault', id, at, ...(flight && { from: flight.sender }), what: said });
    else print(`${timeText(at)}  fault ${id}: ${said}${flight ? ` (from ${flight.sender})` : ''}`);
  };
}

function timeText(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`.padStart(10);
}

/** Answers each line of standard input. Ends with it, or when the answer is called. */
export function answerInput(bench: FaultBench, json: boolean): () => void {
  // A terminal that is taken away ends the words, not the relay.
  process.stdin.on('error', () => {});
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    const { ok, text } = answerLine(bench, line.slice(0, 2 * LIMITS.faultLetters));
    if (json) printJson({ event: 'answer', ok, text });
    else print(text);
  });
  return () => lines.close();
}

/** What each fault has done, a line each. */
export function faultLines(bench: FaultBench): string[] {
  return bench.list().map(stateText);
}

/** The same as data. */
export function faultData(bench: FaultBench): unknown[] {
  return bench
    .list()
    .map(({ id, fault, acted, done }) => ({ id, fault: faultText(fault), acted, done }));
}
