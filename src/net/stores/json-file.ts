/**
 * A file with one JSON object, written so that a crash at any octet loses nothing: into a temporary
 * file, to the disk, then by one rename. What it held before stays beside it; a file that is cut short
 * is read as that.
 */

import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { LIMITS } from '../../base/limits.ts';
import { EdgeError, fileTrouble, reason, systemCode } from '../errors.ts';

/** Files may hold pre-shared keys. */
const MODE = 0o600;
const PREVIOUS = '.previous';
const TEMPORARY = '.new';

/** How a value stands in a file. Both throw an Error that says what is wrong and where in the value. */
export interface JsonForm<T> {
  toJson(value: T): unknown;
  fromJson(json: unknown): T;
}

/** What a file holds. */
export interface Reading<T> {
  /** Undefined: there is no such file. */
  readonly value: T | undefined;
  /** The file was cut short, and this is what it held before: a sentence. */
  readonly remark: string | undefined;
}

/** Reads a file. Throws an EdgeError that names the file and the place. */
export function readJsonFile<T>(path: string, form: JsonForm<T>): Reading<T> {
  const text = textOf(path);
  if (text !== undefined && !isCut(text))
    return { value: parsedOf(path, text, form), remark: undefined };
  const before = textOf(path + PREVIOUS);
  if (text === undefined && before === undefined) return { value: undefined, remark: undefined };
  const value =
    before === undefined || isCut(before) ? undefined : parsedOf(path + PREVIOUS, before, form);
  const trouble = text === undefined ? 'is missing' : 'is cut short';
  return {
    value,
    remark: `${path} ${trouble}. What it held before is read${value === undefined ? ': nothing' : ''}.`,
  };
}

/** Writes a file: as a whole or not at all, whatever happens. Throws an EdgeError. */
export function writeJsonFile<T>(path: string, value: T, form: JsonForm<T>): void {
  const text = `${JSON.stringify(form.toJson(value), undefined, 2)}\n`;
  const temporary = path + TEMPORARY;
  try {
    if (Buffer.byteLength(text) > LIMITS.storeOctets) throw tooLarge(path);
    rmSync(temporary, { force: true });
    writeThrough(temporary, text);
    keepPrevious(path);
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    throw new EdgeError('file', fileTrouble(error, path) ?? reason(error), { cause: error });
  }
}

function writeThrough(path: string, text: string): void {
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL, MODE);
  try {
    const octets = Buffer.from(text);
    for (let at = 0; at < octets.length; ) at += writeSync(file, octets, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A whole file only: what was cut is worth less than what it held before. */
function keepPrevious(path: string): void {
  const text = textOf(path);
  if (text === undefined || isCut(text)) return;
  const second = `${path}${PREVIOUS}${TEMPORARY}`;
  rmSync(second, { force: true });
  linkSync(path, second);
  renameSync(second, path + PREVIOUS);
}

/** The rename itself is to be on the disk too; not every system lets a folder be opened. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function textOf(path: string): string | undefined {
  try {
    const octets = readFileSync(path);
    if (octets.length > LIMITS.storeOctets) throw tooLarge(path);
    return octets.toString('utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    if (error instanceof EdgeError) throw error;
    throw new EdgeError('file', fileTrouble(error, path) ?? reason(error), { cause: error });
  }
}

function tooLarge(path: string): EdgeError {
  return new EdgeError('file', `${path} is larger than ${LIMITS.storeOctets} octets.`);
}

/**
 * Whether a text is the beginning of an object and not all of it. Some file systems fill what was
 * not written with zeros, so that a zero ends the text too.
 */
function isCut(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\0') return true;
    if (inText) {
      if (character === '\\') at++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
  }
  return depth > 0 || inText || text.trim() === '';
}

function parsedOf<T>(path: string, text: string, form: JsonForm<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badFile(`${path}${placeOf(text)}: it is not JSON`, path, error);
  }
  try {
    return form.fromJson(json);
  } catch (error) {
    throw badFile(`${path}: ${reason(error)}`, path, error);
  }
}

function badFile(what: string, path: string, cause: unknown): EdgeError {
  const sentence = /[.!?]$/.test(what) ? what : `${what}.`;
  const other = path + PREVIOUS;
  const instead = existsSync(other) ? `put ${basename(other)} in its place` : 'take it away';
  return new EdgeError('file', `${sentence} Mend it, or ${instead}.`, { cause });
}

/** `:12:5`, where there is a place: the parser of Node does not always say it. */
function placeOf(text: string): string {
  const place = parseDocument(text, { schema: 'json' }).errors[0]?.linePos?.[0];
  return place === undefined ? '' : `:${place.line}:${place.col}`;
}

/** Files of a write that did not come to its end. */
export function removeTemporary(folder: string, names: readonly string[]): void {
  for (const name of names) {
    for (const end of [TEMPORARY, `${PREVIOUS}${TEMPORARY}`]) {
      rmSync(join(folder, `${name}${end}`), { force: true });
    }
  }
}
