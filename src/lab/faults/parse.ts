/** `parseFault`: the one grammar of faults, for scenario files, the command line and while a network runs. */

import { LIMITS } from '../../base/limits.ts';
import type { Duration } from '../../base/time.ts';
import type { Action, Fault, ParsedFault, Subject } from './fault.ts';
import { FaultWordsError, Words } from './lexer.ts';
import { acceptPlace, FIELDS, takeField, takeValue } from './places.ts';
import { acceptShare, isDuration, isNumber, takeDuration, takeNumber } from './quantities.ts';
import { OCTETS, skipNoise, takeName, takeSubject } from './subject-words.ts';

/** Reads the words of a fault. Never throws: what is wrong is said with its column. */
export function parseFault(text: string): ParsedFault {
  return parsed(text, (words) => ({ fault: takeFault(words) }));
}

export type ParsedSubject =
  | { readonly ok: true; readonly subject: Subject }
  | Extract<ParsedFault, { readonly ok: false }>;

/** Reads the part that names datagrams: `quick mode 1 from a`. */
export function parseSubject(text: string): ParsedSubject {
  return parsed(text, (words) => ({ subject: takeSubject(words) }));
}

function parsed<Result>(
  text: string,
  take: (words: Words) => Result,
): ({ ok: true } & Result) | Extract<ParsedFault, { readonly ok: false }> {
  if (text.length > LIMITS.faultLetters) {
    const message = `A fault of ${text.length} letters is too long.`;
    const advice = `Write at most ${LIMITS.faultLetters} letters.`;
    return { ok: false, column: 1, message, advice };
  }
  try {
    const words = new Words(text);
    const result = take(words);
    if (!words.isAtEnd) words.fail('the end', ENDINGS, ENDING_ADVICE);
    return { ok: true, ...result };
  } catch (error) {
    if (!(error instanceof FaultWordsError)) throw error;
    const { column, message, advice } = error;
    return { ok: false, column, message, advice };
  }
}

const ENDINGS = ['once', 'twice', 'times', 'from', 'to', 'after', 'before', 'over', 'transmission'];
const ENDING_ADVICE =
  'Behind what is meant may stand how often (once, twice, 3 times) and when (from 10s to 20s, after 10s, before 20s).';

/** An action with what its own words have said about how often and when. */
interface Begun {
  readonly action: Action;
  readonly times?: number;
}

type Reader = (words: Words) => Begun;

const VERBS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['drop', takeDrop],
  ['lose', takeDrop],
  ['duplicate', takeDuplicate],
  ['delay', takeDelay],
  ['hold', takeHold],
  ['swap', takeSwap],
  ['reorder', takeReorder],
  ['corrupt', takeCorrupt],
  ['truncate', takeTruncate],
  ['replay', takeReplay],
  ['change', takeChange],
  ['clamp', takeClamp],
  ['cut', takeCut],
  ['rebind', takeRebind],
]);

/** The verbs that a fault may begin with. */
export const VERB_WORDS: readonly string[] = [...VERBS.keys()];

function takeFault(words: Words): Fault {
  const reader = VERBS.get(words.peek());
  if (reader === undefined)
    return words.fail('what a fault does', VERBS.keys(), `Begin with ${VERB_WORDS.join(', ')}.`);
  words.take();
  const begun = reader(words);
  const fault: { -readonly [Key in keyof Fault]: Fault[Key] } = { ...begun };
  for (;;) {
    if (words.isAtEnd) return fault;
    if (takesTimes(words, fault) || takesWindow(words, fault)) continue;
    return fault;
  }
}

function takesTimes(words: Words, fault: { times?: number }): boolean {
  if (fault.times !== undefined) return false;
  const times = acceptTimes(words);
  if (times !== undefined) fault.times = times;
  else if (isNumber(words.peek()) && words.peek(1) === 'in' && words.peek(2) === 'all') {
    fault.times = takeNumber(words, 'how often', 1);
    words.accept('in', 'all');
  } else return false;
  return true;
}

/** `once`, `twice`, `3 times`. */
function acceptTimes(words: Words): number | undefined {
  if (words.accept('once')) return 1;
  if (words.accept('twice')) return 2;
  if (!isNumber(words.peek()) || !/^times?$/.test(words.peek(1))) return undefined;
  const times = takeNumber(words, 'how often', 1);
  words.take();
  return times;
}

function takesWindow(words: Words, fault: { from?: Duration; until?: Duration }): boolean {
  const { column } = words;
  if (!isDuration(words, 1)) return false;
  if (fault.from === undefined && (words.accept('from') || words.accept('after'))) {
    fault.from = takeDuration(words, 'a time');
    if (words.peek() === 'to' && isDuration(words, 1)) {
      words.take();
      fault.until = takeDuration(words, 'a time');
    }
  } else if (fault.until === undefined && (words.accept('before') || words.accept('until')))
    fault.until = takeDuration(words, 'a time');
  else return false;
  if ((fault.from ?? 0) >= (fault.until ?? Number.POSITIVE_INFINITY))
    throw new FaultWordsError(
      column,
      'That time ends before it begins.',
      'Write "from 10s to 20s" with the earlier time first.',
    );
  return true;
}

function takeDrop(words: Words): Begun {
  const share = acceptShare(words);
  return { action: { kind: 'drop', what: takeSubject(words), ...(share && { share }) } };
}

/** `N times` says how many copies the first match gets; with `each`, how many every one gets. */
function takeDuplicate(words: Words): Begun {
  const share = acceptShare(words);
  const each = words.accept('each');
  const what = takeSubject(words);
  const { column } = words;
  const copies = acceptTimes(words);
  if (copies !== undefined && copies > LIMITS.faultCopies)
    throw new FaultWordsError(
      column,
      `${copies} copies are too many.`,
      `Write at most ${LIMITS.faultCopies} times.`,
    );
  const action: Action = { kind: 'duplicate', what, copies: copies ?? 1, ...(share && { share }) };
  return each || share !== undefined || copies === undefined ? { action } : { action, times: 1 };
}

function takeDelay(words: Words): Begun {
  const what = takeSubject(words);
  needs(words, 'by', 'delay main mode 6 by 3s');
  return { action: { kind: 'delay', what, by: takeDuration(words, 'a time') } };
}

function takeHold(words: Words): Begun {
  const what = takeSubject(words);
  needs(words, 'until', 'hold quick mode 3 until the first esp');
  return { action: { kind: 'hold', what, other: takeSubject(words) } };
}

function takeSwap(words: Words): Begun {
  const what = takeSubject(words);
  needs(words, 'with', 'swap main mode 3 with the first esp');
  return { action: { kind: 'swap', what, other: takeSubject(words) } };
}

/** How long what is reordered waits, where nothing says it. */
const REORDER_DELAY: Duration = 50;

function takeReorder(words: Words): Begun {
  const share = acceptShare(words) ?? 1;
  const what = takeSubject(words);
  const by = words.accept('by') ? takeDuration(words, 'a time') : REORDER_DELAY;
  return { action: { kind: 'reorder', what, share, by } };
}

function takeCorrupt(words: Words): Begun {
  const share = acceptShare(words);
  const place = share === undefined ? acceptPlace(words) : undefined;
  const what = takeSubject(words);
  return { action: { kind: 'corrupt', what, ...(share && { share }), ...(place && { place }) } };
}

function takeTruncate(words: Words): Begun {
  const what = takeSubject(words);
  needs(words, 'to', 'truncate main mode 2 to 40 octets');
  const octets = takeNumber(words, 'a number of octets', 0, 65_535);
  words.acceptOneOf(OCTETS);
  return { action: { kind: 'truncate', what, octets } };
}

function takeReplay(words: Words): Begun {
  const what = takeSubject(words);
  needs(words, 'after', 'replay the first esp after 5s');
  return { action: { kind: 'replay', what, after: takeDuration(words, 'a time') } };
}

function takeChange(words: Words): Begun {
  const field = acceptPlace(words) ?? takeField(words);
  const what = takeSubject(words);
  needs(words, 'to', 'change message id of quick mode 1 to 7');
  const isField = typeof field === 'string';
  const octets = isField ? FIELDS.get(field)!.octets : undefined;
  const value = takeValue(words, isField ? field : 'that place', octets);
  return { action: { kind: 'change', what, field, value } };
}

/** RFC 791 3.2: every network carries 68 octets; 8 of them behind the longest header. */
const LEAST_MTU = 68;

function takeClamp(words: Words): Begun {
  skipNoise(words);
  words.accept('mtu');
  needs(words, 'to', 'clamp the MTU to 1400');
  const mtu = takeNumber(words, 'an MTU', LEAST_MTU, 65_535);
  words.acceptOneOf(OCTETS);
  return { action: { kind: 'clamp', mtu } };
}

function takeCut(words: Words): Begun {
  skipNoise(words);
  words.accept('link');
  return { action: { kind: 'cut' } };
}

function takeRebind(words: Words): Begun & Pick<Fault, 'from'> {
  skipNoise(words);
  if (!words.accept('nat')) words.fail('"NAT"', ['nat'], 'Write "rebind NAT at 40s".');
  const next = words.peek();
  const isTime = (next === 'at' || next === 'after') && isDuration(words, 1);
  const nat = words.isAtEnd || isTime ? undefined : takeName(words, 'the name of a NAT');
  const from = words.accept('at') || words.accept('after') ? takeDuration(words, 'a time') : 0;
  return { action: { kind: 'rebind', ...(nat && { nat }) }, times: 1, from };
}

function needs(words: Words, word: string, example: string): void {
  if (!words.accept(word)) words.fail(`"${word}"`, [word], `Write for example "${example}".`);
}
