/** Which datagrams: the part of a fault's words that names them, read and written. */

import type { Subject, SubjectKind } from './fault.ts';
import { FaultWordsError, type Words } from './lexer.ts';
import {
  isDuration,
  isNumber,
  isQuantity,
  ordinalAt,
  ordinalText,
  takeNumber,
} from './quantities.ts';

const ARTICLES: ReadonlySet<string> = new Set(['the', 'a', 'an']);
/** Words that mean nothing. */
const NOISE: ReadonlySet<string> = new Set([
  ...ARTICLES,
  'message',
  'messages',
  'packet',
  'packets',
  'datagram',
  'datagrams',
]);
/** Those of them that stand for everything where nothing else follows. */
const THINGS: ReadonlySet<string> = new Set(['packet', 'packets', 'datagram', 'datagrams']);

/** All that may be written for a kind; the first is the one that `subjectText` writes. */
export const KIND_WORDS: readonly (readonly [SubjectKind, ...(readonly string[])[]])[] = [
  ['everything', ['everything'], ['anything'], ['all']],
  ['ike', ['ike'], ['isakmp']],
  ['phase 1', ['phase', '1']],
  ['main mode', ['main', 'mode'], ['mm']],
  ['aggressive mode', ['aggressive', 'mode']],
  ['quick mode', ['quick', 'mode'], ['qm']],
  ['informational', ['informational'], ['informationals']],
  ['transaction', ['transaction'], ['transactions']],
  ['new group mode', ['new', 'group', 'mode']],
  ['delete', ['delete'], ['deletes']],
  ['notify', ['notify'], ['notifies'], ['notification'], ['notifications']],
  ['dpd', ['dpd']],
  ['esp', ['esp']],
  ['ah', ['ah']],
  ['keepalive', ['keepalive'], ['keepalives'], ['nat', 'keepalive'], ['nat', 'keepalives']],
  ['icmp', ['icmp']],
  ['clear', ['clear'], ['clear', 'text'], ['cleartext']],
  ['fragments', ['ip', 'fragments'], ['fragments']],
];

/** The numbers that messages of an exchange have. */
const LAST_NUMBER: ReadonlyMap<SubjectKind, number> = new Map<SubjectKind, number>([
  ['phase 1', 6],
  ['main mode', 6],
  ['aggressive mode', 3],
  ['quick mode', 4],
  ['transaction', 9],
  ['new group mode', 9],
]);

const ADVICE =
  'Name what is meant: everything, ike, main mode 6, quick mode 1, aggressive mode 2, informational, esp, esp number 4, ah, keepalive, icmp, fragments ...';

type Draft = { -readonly [Key in keyof Subject]: Subject[Key] };

/** Reads a subject. Throws a FaultWordsError. */
export function takeSubject(words: Words): Subject {
  const draft: Draft = { kind: 'everything' };
  words.acceptOneOf(ARTICLES);
  takeOrdinal(words, draft);
  takeFragment(words, draft);
  takeKind(words, draft);
  takeDetails(words, draft);
  return draft;
}

export function skipNoise(words: Words): void {
  while (words.acceptOneOf(NOISE));
}

/** `the first esp`, or `second transmission of main mode 6`. */
function takeOrdinal(words: Words, draft: Draft): void {
  const ordinal = ordinalAt(words);
  if (ordinal === undefined) return;
  words.take();
  if (words.accept('transmission')) {
    if (!words.accept('of')) words.fail('"of"', ['of'], 'Write "first transmission of ...".');
    draft.transmission = ordinal;
    words.acceptOneOf(ARTICLES);
    return;
  }
  draft.nth = ordinal;
}

/** `fragment 2 of main mode 5`, `fragments of main mode 5`. */
function takeFragment(words: Words, draft: Draft): void {
  const mark = words.mark();
  words.accept('ike');
  if (words.accept('fragment') && isNumber(words.peek()))
    draft.fragment = takeNumber(words, 'the number of a fragment', 1, 255);
  else if (words.accept('fragments') && words.peek() === 'of') draft.fragment = 'any';
  else return words.goBack(mark);
  if (!words.accept('of')) words.fail('"of"', ['of'], 'Write "fragment 1 of main mode 5".');
}

function takeKind(words: Words, draft: Draft): void {
  const mark = words.mark();
  let things = false;
  let message = false;
  while (NOISE.has(words.peek())) {
    things ||= THINGS.has(words.peek());
    message = /^messages?$/.test(words.peek());
    words.take();
  }
  for (const [kind, ...spellings] of KIND_WORDS) {
    // The longest first, so that "clear text" is not "clear" with something behind it.
    const found = [...spellings].reverse().some((spelling) => words.accept(...spelling));
    if (!found) continue;
    draft.kind = kind;
    takeNumberOf(words, draft);
    return;
  }
  if (message && isNumber(words.peek())) {
    draft.kind = 'phase 1';
    takeNumberOf(words, draft);
    return;
  }
  if (things) return;
  words.goBack(mark);
  words.fail('the name of what is meant', KNOWN_WORDS, ADVICE);
}

const KNOWN_WORDS: readonly string[] = KIND_WORDS.flatMap(([, ...spellings]) =>
  spellings.map((spelling) => spelling[0]!),
);

function takeNumberOf(words: Words, draft: Draft): void {
  const { kind } = draft;
  const last = LAST_NUMBER.get(kind);
  if (last !== undefined) {
    const mark = words.mark();
    skipNoise(words);
    // "truncate quick mode 1 to 40 octets", but never "reorder main mode 50 ms".
    if (isNumber(words.peek()) && words.peek(1) !== 'times' && words.peek(1) !== 'in')
      draft.number = takeNumber(words, `the number of a message of ${kind}`, 1, last);
    else words.goBack(mark);
    return;
  }
  if (kind !== 'esp' && kind !== 'ah') return;
  while (THINGS.has(words.peek())) words.take();
  if (words.accept('number') || words.accept('numbers')) {
    const first = takeNumber(words, 'a sequence number', 0);
    const range = words.peek() === 'to' && isNumber(words.peek(1)) && words.peek(2) !== 'octets';
    if (range) words.take();
    draft.sequence = { first, last: range ? takeNumber(words, 'a sequence number', first) : first };
  }
  while (THINGS.has(words.peek())) words.take();
  if (words.accept('spi') || words.accept('under', 'spi'))
    draft.spi = takeNumber(words, 'an SPI', 1);
}

/** What may follow: who, which transmission, how long. */
function takeDetails(words: Words, draft: Draft): void {
  for (;;) {
    skipNoise(words);
    const ordinal = ordinalAt(words);
    if (ordinal !== undefined && words.peek(1) === 'transmission') {
      words.take();
      words.take();
      draft.transmission = ordinal;
    } else if (words.peek() === 'from' && !isDuration(words, 1)) {
      words.take();
      draft.from = takeName(words, 'a host or an address');
    } else if (words.peek() === 'to' && !isQuantity(words.peek(1))) {
      words.take();
      draft.to = takeName(words, 'a host or an address');
    } else if (words.accept('over')) {
      draft.over = takeNumber(words, 'a number of octets', 0, 65_535);
      words.acceptOneOf(OCTETS);
    } else return;
  }
}

export const OCTETS: ReadonlySet<string> = new Set(['octet', 'octets', 'byte', 'bytes']);

/** A name as it was written. */
export function takeName(words: Words, what: string): string {
  const { column } = words;
  if (words.isAtEnd) words.fail(what, [], 'Write the name behind it.');
  const name = words.take();
  if (name.length <= 64) return name;
  throw new FaultWordsError(column, 'That name is too long.', 'Write at most 64 letters.');
}

/** The words of a subject, as `takeSubject` reads them. */
export function subjectText(subject: Subject): string {
  const { kind, number, sequence, spi, fragment, nth, transmission, from, to, over } = subject;
  const parts: string[] = [];
  if (nth !== undefined) parts.push('the', ordinalText(nth));
  if (fragment !== undefined)
    parts.push(fragment === 'any' ? 'fragments of' : `fragment ${fragment} of`);
  parts.push(...KIND_WORDS.find(([name]) => name === kind)![1]!);
  if (number !== undefined) parts.push(kind === 'phase 1' ? `message ${number}` : `${number}`);
  if (sequence !== undefined) {
    const { first, last } = sequence;
    parts.push(first === last ? `number ${first}` : `numbers ${first} to ${last}`);
  }
  if (spi !== undefined) parts.push(`spi 0x${spi.toString(16).padStart(8, '0')}`);
  if (transmission !== undefined) parts.push(ordinalText(transmission), 'transmission');
  if (from !== undefined) parts.push('from', from);
  if (to !== undefined) parts.push('to', to);
  if (over !== undefined) parts.push(`over ${over} octets`);
  return parts.join(' ');
}
