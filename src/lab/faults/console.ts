/** Faults as somebody types them: lines of a file, and words to a network that runs. */

import type { FaultBench, ListedFault } from './bench.ts';
import type { Fault, ParsedFault } from './fault.ts';
import { parseFault, VERB_WORDS } from './parse.ts';
import { faultText } from './text.ts';

/** What came of a line, a sentence; `ok` is false where nothing did. */
export interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

const HELP =
  'Type add and a fault ("add drop main mode 6 once"), list, end and its number, or end all.';

/** Does what a line says: `add WORDS` or the words alone, `list`, `end 3`, `end all`, `help`. */
export function answerLine(bench: FaultBench, line: string): Answer {
  const text = line.trim();
  const [word = '', rest = ''] = text.split(/\s+(.*)/s);
  switch (word.toLowerCase()) {
    case 'add':
      return add(bench, rest, line.indexOf(rest));
    case 'list':
      return { ok: true, text: listText(bench.list()) };
    case 'end':
      return end(bench, rest);
    case 'help':
      return { ok: true, text: HELP };
    default:
      if (VERB_WORDS.includes(word.toLowerCase())) return add(bench, text, line.indexOf(text));
      return { ok: false, text: `"${word.slice(0, 30)}" is not known here. ${HELP}` };
  }
}

function add(bench: FaultBench, words: string, before: number): Answer {
  const parsed = parseFault(words);
  if (!parsed.ok) return { ok: false, text: problemText(parsed, before) };
  const refusal = bench.refusal(parsed.fault);
  if (refusal !== undefined) return { ok: false, text: refusal };
  const id = bench.add(parsed.fault);
  return { ok: true, text: `Fault ${id}: ${faultText(parsed.fault)}.` };
}

function end(bench: FaultBench, which: string): Answer {
  if (which.toLowerCase() === 'all') {
    const all = bench.list();
    for (const { id } of all) bench.remove(id);
    return { ok: true, text: `${all.length} of ${all.length} faults have ended.` };
  }
  const id = /^\d{1,9}$/.test(which) ? Number(which) : 0;
  if (bench.remove(id)) return { ok: true, text: `Fault ${id} has ended.` };
  const numbers = bench.list().map((fault) => fault.id);
  const known = numbers.length === 0 ? 'there is none' : `there are ${numbers.join(', ')}`;
  return { ok: false, text: `There is no fault "${which.slice(0, 30)}": ${known}.` };
}

function listText(faults: readonly ListedFault[]): string {
  return faults.length === 0 ? 'There are no faults.' : faults.map(stateText).join('\n');
}

/** `Fault 1, drop main mode 6 once: acted once, done.` */
export function stateText({ id, fault, acted, done, active }: ListedFault): string {
  const times = acted === 0 ? 'has not acted' : acted === 1 ? 'acted once' : `acted ${acted} times`;
  const state = done ? ', done' : active ? '' : ', its time is to come';
  return `Fault ${id}, ${faultText(fault)}: ${times}${state}.`;
}

/** What is wrong with the words of a fault, where `before` letters stand in front of them. */
export function problemText(
  { column, message, advice }: Extract<ParsedFault, { readonly ok: false }>,
  before = 0,
): string {
  return `Column ${column + Math.max(0, before)}: ${message} ${advice}`;
}

/** A fault a line; empty lines and those that begin with # say nothing. Answers the first problem. */
export function faultsOfFile(
  text: string,
  name: string,
): { readonly faults: readonly Fault[] } | { readonly problem: string } {
  const faults: Fault[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = line.trim();
    if (words === '' || words.startsWith('#')) continue;
    const parsed = parseFault(words);
    if (!parsed.ok) {
      const column = line.indexOf(words) + parsed.column;
      return { problem: `${name}:${index + 1}:${column}: ${parsed.message} ${parsed.advice}` };
    }
    faults.push(parsed.fault);
  }
  return { faults };
}
