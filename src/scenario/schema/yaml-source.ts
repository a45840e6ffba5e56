/** A YAML file with positions: from a path inside the data to a line and column, without secrets. */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { LIMITS } from '../../base/limits.ts';
import type { Place, Problem } from './problem.ts';
import { syntaxSentence, tooManyAliases } from './yaml-errors.ts';

/** Where something lies: keys and indexes from the root of the document. */
export type DataPath = readonly PropertyKey[];

/** Part of a node that a problem points to. */
export type Part = 'key' | 'value';

/** A parsed file. `data` is undefined where its syntax is wrong; `problems` then says how. */
export interface YamlSource {
  readonly file: string;
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** A problem at a place; the nearest place above it that exists is taken. */
  problemAt(path: DataPath, part: Part, message: string): Problem;
  /** The place itself: of a map's entry its key. */
  placeOf(path: DataPath): Place;
  /**
   * A problem in a line of a text that stands at a place; lines and columns of it count from 1. The
   * source line is not shown: it may hold a key.
   */
  problemInText(path: DataPath, line: number, column: number, message: string): Problem;
  /** Whether there is a list at a place. */
  isList(path: DataPath): boolean;
  /** Keeps the value at a place out of every source line shown from now on. */
  hide(path: DataPath): void;
}

/** Keys whose values are secrets wherever they stand. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'psk',
  'encryptionKey',
  'integrityKey',
  'password',
  'hex',
  'realms',
]);
/** Whether the value of a key is a secret wherever it stands. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEYS.has(key);
}

/** What the value of a secret looks like on a line that could not be parsed. */
const SECRET_KEY_ON_LINE = /\b(?:psk|hex|utf16le|text|password)["']?\s*:/;
const SECRET_ON_LINE = /^(.*?\b(?:psk|hex|utf16le|text|password)["']?\s*:\s*)(\S.*)$/;
/** A line with a key of its own; one without continues what is above it. */
const KEY_ON_LINE = /^[\s{-]*["']?\w[\w.-]*["']?\s*:(\s|$)/;

const REDACTED = '[redacted]';

/** Braces are of YAML's own there. */
const PARAMETER_ADVICE = ` Within brackets and braces a \${name} needs quotes around it.`;

/** Where no line of the file is shown. */
const NO_SOURCE = { width: 1, sourceLine: '', shownColumn: 1 };

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Parses a YAML text. Never throws. */
export function parseYaml(file: string, text: string): YamlSource {
  const lineCounter = new LineCounter();
  const lines = text.split(/\r\n|\n|\r/);
  const tooBig = text.length > LIMITS.configurationOctets;
  const document = parseDocument(tooBig ? '' : text, {
    lineCounter,
    prettyErrors: false,
    logLevel: 'error',
  });
  const root = document.contents as Node | null;
  const hidden: Span[] = [];
  const hide = (node: unknown): void => {
    const span = spanOf(isAlias(node) ? node.resolve(document) : node);
    if (span !== undefined) hidden.push(span);
  };
  hideSecrets(root, (key, value) => {
    const start = spanOf(key)!.end;
    const gap = /^["']?\s*:?\s*/.exec(text.slice(start, start + 80))![0].length;
    // A tag or an anchor before the value is hidden too: it may be the secret's beginning.
    hidden.push({ start: start + gap, end: Math.max(start + gap, spanOf(value)?.end ?? 0) });
    if (isAlias(value)) hide(value);
  });

  const at = (span: Span, message: string, unparsed = false): Problem => {
    const { line, col } = lineCounter.linePos(span.start);
    const { line: lastLine, col: lastColumn } = lineCounter.linePos(span.end);
    const source = lines[line - 1] ?? '';
    const width = lastLine === line ? lastColumn - col : source.length - col + 1;
    const lineStart = lineCounter.lineStarts[line - 1] ?? 0;
    const shown = redact(source, lineStart, col, hidden);
    const sourceLine = unparsed ? withoutSecret(lines, line - 1, shown.text) : shown.text;
    const place = {
      file,
      line,
      column: col,
      width: Math.max(1, shown.hides ? REDACTED.length : width),
      shownColumn: shown.column,
    };
    return { ...place, message, sourceLine };
  };

  const problems: Problem[] = [];
  if (tooBig) {
    const message = `the file has more than ${LIMITS.configurationOctets} characters, which is the most that is read. Split it.`;
    problems.push({ ...NO_SOURCE, file, line: 1, column: 1, message });
  }
  // After the first error the parser goes on as it can: what it finds then is an echo mostly.
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    const [start, end] = error.pos;
    const { line } = lineCounter.linePos(start);
    const advice = lines[line - 1]?.includes('${') === true ? PARAMETER_ADVICE : '';
    problems.push(at({ start, end }, `${syntaxSentence(error)}${advice}`, true));
  }
  let data: unknown;
  try {
    data = problems.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined;
  } catch {
    const alias = aliasOfNothing(document);
    const span = spanOf(alias) ?? { start: 0, end: 1 };
    const badAlias = syntaxSentence({ code: 'BAD_ALIAS', message: '' });
    problems.push(at(span, alias === undefined ? tooManyAliases() : badAlias, true));
  }

  const problemAt = (path: DataPath, part: Part, message: string): Problem => {
    const found = find(root, path);
    const node = part === 'key' && found.complete ? (found.key ?? found.value) : found.value;
    const whole = spanOf(node) ?? { start: 0, end: 0 };
    // A whole map or list is marked by its key, or by its first character.
    if (!isScalar(node) && found.key !== undefined) return at(spanOf(found.key)!, message);
    return at(isScalar(node) ? whole : { start: whole.start, end: whole.start + 1 }, message);
  };

  return {
    file,
    data,
    problems,
    problemAt,
    placeOf(path) {
      const { message: _, ...place } = problemAt(path, 'key', '');
      return place;
    },
    problemInText(path, line, column, message) {
      const { value } = find(root, path);
      const start = startOfLine(value, text, lineCounter.lineStarts, line);
      const { line: fileLine, col } = lineCounter.linePos(start + column - 1);
      return { ...NO_SOURCE, file, line: fileLine, column: col, message };
    },
    isList: (path) => isSeq(find(root, path).value),
    hide: (path) => {
      const found = find(root, path);
      if (found.complete) hide(found.value);
    },
  };
}

interface Found {
  readonly key: unknown;
  readonly value: unknown;
  /** False where the path leads to something that is not there; then this is the place above. */
  readonly complete: boolean;
}

function find(root: unknown, path: DataPath): Found {
  let found: Found = { key: undefined, value: root, complete: true };
  for (const step of path) {
    if (isMap(found.value)) {
      const pair = found.value.items.find((item) => keyText(item.key) === String(step));
      if (pair === undefined) return { ...found, complete: false };
      found = { key: pair.key, value: pair.value, complete: true };
    } else if (isSeq(found.value) && typeof step === 'number') {
      const value: unknown = found.value.items[step];
      if (value === undefined) return { ...found, complete: false };
      found = { key: undefined, value, complete: true };
    } else {
      return { ...found, complete: false };
    }
  }
  return found;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.source ?? key.value) : '';
}

function spanOf(node: unknown): Span | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range === null || range === undefined ? undefined : { start: range[0], end: range[1] };
}

/** Where a line (from 1) of a text begins in the file: of a literal block each has one of its own. */
function startOfLine(
  node: unknown,
  file: string,
  lineStarts: readonly number[],
  line: number,
): number {
  const { start } = spanOf(node) ?? { start: 0 };
  if (!isScalar(node)) return start;
  const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  if (node.type !== 'BLOCK_LITERAL') return isQuoted ? start + 1 : start;
  const header = lineStarts.findLastIndex((at) => at <= start);
  const first = lineStarts[header + 1] ?? start;
  const indent = /^(?: *\n)*( *)/.exec(file.slice(first))?.[1]?.length ?? 0;
  return (lineStarts[header + line] ?? first) + indent;
}

function hideSecrets(node: unknown, hide: (key: unknown, value: unknown) => void): void {
  if (isMap(node) || isSeq(node)) for (const item of node.items) hideSecrets(item, hide);
  if (!isPair(node)) return;
  if (SECRET_KEYS.has(keyText(node.key))) hide(node.key, node.value);
  else hideSecrets(node.value, hide);
}

function aliasOfNothing(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

/** A line that could not be parsed, without what may be a secret that began on it or above it. */
function withoutSecret(lines: readonly string[], index: number, shown: string): string {
  let above = index;
  while (above > 0 && !KEY_ON_LINE.test(lines[above]!)) above--;
  const continues = above < index && SECRET_KEY_ON_LINE.test(lines[above] ?? '');
  if (continues) return shown.replace(/\S.*$/, REDACTED);
  return shown.replace(SECRET_ON_LINE, `$1${REDACTED}`);
}

/** The line without what is hidden, where a column (from 1) of it is then, and whether that is hidden. */
function redact(
  line: string,
  lineStart: number,
  column: number,
  hidden: readonly Span[],
): { readonly text: string; readonly column: number; readonly hides: boolean } {
  const inside = hidden
    .map(({ start, end }) => ({ start: Math.max(0, start - lineStart), end: end - lineStart }))
    .map(({ start, end }) => ({ start, end: Math.min(line.length, end) }))
    .filter(({ start, end }) => start < end);
  let text = line;
  let shownColumn = column;
  let hides = false;
  for (const { start, end } of joined(inside)) {
    text = text.slice(0, start) + REDACTED + text.slice(end);
    if (end < column) shownColumn += REDACTED.length - (end - start);
    else if (start < column) {
      shownColumn -= column - 1 - start;
      hides = true;
    }
  }
  return { text, column: shownColumn, hides };
}

/** The same, the last one first, with those that overlap made one. */
function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((left, right) => left.start - right.start)) {
    const before = found.at(-1);
    if (before === undefined || before.end <= span.start) found.push(span);
    else found[found.length - 1] = { ...before, end: Math.max(before.end, span.end) };
  }
  return found.reverse();
}
