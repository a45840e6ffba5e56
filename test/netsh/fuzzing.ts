/** Random command lines against a computer in memory, and what must hold after each of them. */

import { modelProblem } from '../../src/policy/model-check.ts';
import { chanceOf, FUZZ_KEY, randomFile, randomLine } from './fuzz-lines.ts';
import { memory } from './memory.ts';

export interface NetshTally {
  readonly lines: number;
  /** Lines that were carried out. */
  readonly good: number;
  /** What broke a promise, with the line; undefined: nothing. */
  readonly finding: string | undefined;
}

/** Each line is answered or refused by clear words, a refused one changes nothing, and stores stay right. */
export async function fuzzLines(count: number, seed: number): Promise<NetshTally> {
  const chance = chanceOf(seed);
  let computer = memory();
  let good = 0;
  for (let at = 0; at < count; at++) {
    // A store that has grown large makes the rest slow and no better.
    if (at % 400 === 399) computer = memory({ first: at });
    if (chance.next() < 0.02) {
      const name = chance.one(['s', 'x.ipsec']);
      computer.files.set(name, randomFile(chance, computer.files.get(name)));
    }
    computer.answers.length = 0;
    computer.answers.push(chance.one([true, false, undefined]));
    computer.session.ended = false;
    const line = randomLine(chance);
    const problem = await problemOf(computer, line);
    if (problem.what !== undefined) {
      return { lines: at + 1, good, finding: `${problem.what}\nline ${JSON.stringify(line)}` };
    }
    if (problem.good) good++;
  }
  return { lines: count, good, finding: undefined };
}

async function problemOf(
  computer: ReturnType<typeof memory>,
  line: string,
): Promise<{ good: boolean; what: string | undefined }> {
  const { session } = computer;
  const before = await stores(computer);
  const active = computer.active();
  let good: boolean;
  try {
    good = await session.line(line);
  } catch (error) {
    return { good: false, what: `it throws ${(error as Error).stack}` };
  }
  const { printed, wrong } = computer.taken();
  const say = (what: string | undefined) => ({ good, what });
  if (good && wrong !== '') return say(`it went well, and complains: ${wrong}`);
  if (!good && !isClear(wrong)) return say(`its complaint is not clear: ${JSON.stringify(wrong)}`);
  if (`${printed}${wrong}`.includes(FUZZ_KEY) && !/--sh|psk|\bkey/i.test(line)) {
    return say('a pre-shared key is shown');
  }
  const after = await stores(computer);
  const isScript = /\bexe/i.test(line);
  if (
    !good &&
    !isScript &&
    (after.some((model, i) => model !== before[i]) || active !== computer.active())
  ) {
    return say('it was refused and changed something all the same');
  }
  for (const model of after) {
    const problem = modelProblem(model);
    if (problem !== undefined) return say(`a store is damaged: ${problem.message}`);
  }
  return say(undefined);
}

async function stores(computer: ReturnType<typeof memory>) {
  return [await computer.model('local'), await computer.model('persistent')];
}

/** Sentences, and nothing of the program in them. */
function isClear(text: string): boolean {
  const [first = ''] = text.split('\n');
  return /[.?:]$|[.?] /.test(first.trim()) && !/undefined|\[object|NaN|at \w+ \(/.test(text);
}
