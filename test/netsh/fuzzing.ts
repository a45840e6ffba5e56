/** Random command lines against a computer in memory, and what must hold after each of them. */

import { isDeepStrictEqual } from 'node:util';
import type { Verb } from '../../src/netsh/grammar/types.ts';
import { tokensOf } from '../../src/netsh/lexer.ts';
import { parseCommand } from '../../src/netsh/parse.ts';
import { NetshProblem } from '../../src/netsh/problem.ts';
import { columnsOf } from '../../src/observe/text-width.ts';
import { modelProblem } from '../../src/policy/model-check.ts';
import { type Chance, chanceOf } from './chance.ts';
import { randomFile, randomLine } from './fuzz-lines.ts';
import { knownOf, type Seen, seenOf } from './fuzz-seen.ts';
import { FUZZ_KEY } from './fuzz-values.ts';
import { type Memory, memory } from './memory.ts';
import { dumpProblem } from './same-store.ts';

export interface NetshTally {
  readonly lines: number;
  /** Lines that were carried out. */
  readonly good: number;
  /** How often each verb was carried out, by its id. */
  readonly verbs: ReadonlyMap<string, number>;
  /** Rules in the largest store that a dump was carried out of elsewhere. */
  readonly rules: number;
  readonly dumps: number;
  /** What broke a promise, with the line; undefined: nothing. */
  readonly finding: string | undefined;
}

/**
 * Each line is answered or refused by clear words; a refused one changes nothing; stores stay right,
 * are read from their files as they are, and their dumps make them again; keys stay hidden.
 */
export async function fuzzLines(count: number, seed: number): Promise<NetshTally> {
  const chance = chanceOf(seed);
  const verbs = new Map<string, number>();
  const tally = { lines: 0, good: 0, verbs, rules: 0, dumps: 0 };
  let computer = memory();
  while (tally.lines < count) {
    // A store that has grown large makes the rest slow and no better.
    if (tally.lines % 400 === 399) computer = memory({ first: tally.lines });
    const before = await seenOf(computer);
    const line = prepared(chance, computer, before);
    const verb = verbOf(line, computer);
    tally.lines++;
    const { good, what } = await carriedOut(computer, line, verb, before);
    if (what !== undefined) return { ...tally, finding: `${what}\nline ${JSON.stringify(line)}` };
    if (good) tally.good++;
    if (good && verb !== undefined) verbs.set(verb.verb.id, (verbs.get(verb.verb.id) ?? 0) + 1);
    if (tally.lines % 50 === 0) {
      for (const location of ['local', 'persistent'] as const) {
        const model = await computer.model(location);
        const problem = await dumpProblem(model);
        if (problem !== undefined) return { ...tally, finding: problem };
        tally.dumps++;
        tally.rules = Math.max(tally.rules, model.policies.flatMap(({ rules }) => rules).length);
      }
      const problem = await dynamicDumpProblem(computer);
      if (problem !== undefined) return { ...tally, finding: problem };
    }
  }
  return { ...tally, finding: undefined };
}

/** Draws a line, the files that it may name, and the answers to what it may ask. */
function prepared(chance: Chance, computer: Memory, seen: Seen): string {
  const known = knownOf(computer, seen);
  if (chance.next() < 0.02) {
    const name = chance.one(['s', 'x.ipsec']);
    computer.files.set(name, randomFile(chance, known, computer.files.get(name)));
  }
  computer.answers.length = 0;
  computer.answers.push(chance.one([true, true, true, false, undefined]));
  computer.session.ended = false;
  return randomLine(chance, known);
}

interface Understood {
  readonly verb: Verb;
  readonly wide: boolean;
}

function verbOf(line: string, { session }: Memory): Understood | undefined {
  try {
    const command = parseCommand(tokensOf(line), session.context);
    if (command.kind !== 'verb') return undefined;
    const wide = command.said.some(({ tag }) => tag.name === 'wide');
    return { verb: command.verb, wide };
  } catch (error) {
    if (error instanceof NetshProblem) return undefined;
    throw error;
  }
}

async function carriedOut(
  computer: Memory,
  line: string,
  understood: Understood | undefined,
  before: Seen,
): Promise<{ good: boolean; what: string | undefined }> {
  const id = understood?.verb.id;
  const files = new Map(computer.files);
  let good: boolean;
  try {
    good = await computer.session.line(line);
  } catch (error) {
    return { good: false, what: `it throws ${(error as Error).stack}` };
  }
  const { printed, wrong } = computer.taken();
  const after = await seenOf(computer);
  const say = (what: string | undefined) => ({ good, what });
  if (good && wrong !== '') return say(`it went well, and complains: ${wrong}`);
  if (!good && !isClear(wrong)) return say(`its complaint is not clear: ${JSON.stringify(wrong)}`);
  if (/undefined|\[object|\bNaN\b/.test(printed)) return say(`it prints nonsense: ${printed}`);
  const wholeLines = understood?.verb.words[0] !== 'show' || understood.wide;
  const broad = printed.split('\n').find((one) => columnsOf(one) > 80);
  if (!wholeLines && broad !== undefined) return say(`it prints more than 80 columns: ${broad}`);
  const written = [...computer.files].flatMap(([name, text]) =>
    files.get(name) === text ? [] : [text],
  );
  if (showsKey(computer, line, id, [printed, wrong, ...written].join('\n'), after))
    return say('a key is shown');
  if (!good && id !== 'base exec' && !isDeepStrictEqual(after, before))
    return say('it was refused and changed something all the same');
  if (understood?.verb.words[0] === 'show' && !isDeepStrictEqual(after, before))
    return say('it shows, and changed something');
  for (const model of after.models) {
    const problem = modelProblem(model);
    if (problem !== undefined) return say(`a store is damaged: ${problem.message}`);
  }
  return say(undefined);
}

/** Whether a key comes out that nobody asked for. `text`: answers, and files that the line has written. */
function showsKey(
  { files }: Memory,
  line: string,
  id: string | undefined,
  text: string,
  { models, active, store }: Seen,
): boolean {
  const script = id === 'base exec' ? [...files.values()].join('\n') : '';
  if (`${line}${script}`.includes('--show-secrets')) return false;
  // A complaint repeats what was typed wrong; what is stored it does not know.
  if (!text.includes(FUZZ_KEY) || line.includes(FUZZ_KEY) || script !== '') return false;
  // A slip may have made a name of it, and names are shown; keys are not in this JSON.
  return !JSON.stringify([models, active, store]).includes(FUZZ_KEY);
}

/** Dynamic edits alone are in force here, so their dump makes all of it again. */
async function dynamicDumpProblem(computer: Memory): Promise<string | undefined> {
  const { context } = computer.session;
  const script = await computer.good('ipsec dynamic', 'dump --show-secrets');
  computer.session.context = context;
  const other = memory({ showSecrets: true });
  other.files.set('dump.txt', script);
  if (!(await other.session.line('exec dump.txt')))
    return `the dynamic dump is refused: ${other.taken().wrong}${script}`;
  other.taken();
  const again = await other.good('ipsec dynamic', 'dump --show-secrets');
  return again === script ? undefined : `the dynamic dump makes another:\n${script}${again}`;
}

/** Sentences, and nothing of the program in them. */
function isClear(text: string): boolean {
  const [first = ''] = text.split('\n');
  return /[.?:]$|[.?] /.test(first.trim()) && !/undefined|\[object|NaN|at \w+ \(/.test(text);
}
