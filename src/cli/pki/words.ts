/** Words of `espial pki` on the command line, for commander. */

import { InvalidArgumentError } from 'commander';
import { parseAlternativeName } from '../../lab/pki/alternative-name.ts';
import { FLAW_NAMES, type FlawName } from '../../lab/pki/flaws.ts';
import { defaultNames, type PeerRequest } from '../../lab/pki/lab-defaults.ts';
import { nameTrouble, sameFiles } from '../../lab/pki/lab-name.ts';
import { EXTENDED_USAGES, KEY_USAGES, type KeyUsage } from '../../lab/pki/usages.ts';
import { nearest } from '../../scenario/schema/suggest.ts';
import { UsageError } from '../usage.ts';

/** `alpha=192.0.2.1,alpha.lab.example`, or `alpha` alone. */
export function peerRequest(
  text: string,
  before: readonly PeerRequest[] | undefined,
): readonly PeerRequest[] {
  const [name = '', ...rest] = text.split('=');
  const trouble = nameTrouble(name);
  if (trouble !== undefined) throw new InvalidArgumentError(trouble);
  if (before?.some((one) => sameFiles(one.name, name)) === true)
    throw new InvalidArgumentError(`The peer "${name}" is given twice.`);
  const names = rest.length === 0 ? defaultNames(name) : listed(rest.join('='));
  return [...(before ?? []), { name, names: names.map(checkedName) }];
}

/** A subject alternative name, which may be given several times. */
export function subjectAlternativeNames(
  text: string,
  before: readonly string[] | boolean | undefined,
): readonly string[] {
  if (before === false) throw new InvalidArgumentError('--no-san excludes it.');
  return [...(Array.isArray(before) ? before : []), ...sanTexts(text).map(checkedName)];
}

/** Flaws, all where none is named. */
export function flawNames(text: string): readonly FlawName[] {
  return listed(text).map((word) => {
    const found = FLAW_NAMES.find((name) => name === word);
    if (found !== undefined) return found;
    const meant = nearest(word, FLAW_NAMES);
    const hint = meant === undefined ? 'See espial pki make --help.' : `Did you mean "${meant}"?`;
    throw new InvalidArgumentError(`"${word}" is no flaw that espial knows. ${hint}`);
  });
}

/** Key usages; `none` leaves the extension out. */
export function keyUsages(text: string): readonly KeyUsage[] {
  const known = Object.keys(KEY_USAGES) as KeyUsage[];
  return unlessNone(text).map((word) => {
    const found = known.find((name) => name.toLowerCase() === word.toLowerCase());
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`"${word}" is none of ${known.join(', ')}.`);
  });
}

/** Extended key usages by name or object identifier; `none` leaves the extension out. */
export function extendedUsages(text: string): readonly string[] {
  const known = Object.keys(EXTENDED_USAGES);
  return unlessNone(text).map((word) => {
    const found = known.find((name) => name.toLowerCase() === word.toLowerCase());
    if (found !== undefined) return found;
    if (/^[0-2](\.(0|[1-9]\d*))+$/.test(word)) return word;
    throw new InvalidArgumentError(
      `"${word}" is none of ${known.join(', ')}, and no object identifier.`,
    );
  });
}

/** A time in milliseconds since 1970: a date, or a date and time, in UTC unless it says otherwise. */
export function instant(text: string): number {
  const isDate = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.test(text);
  const zoned = /Z$|[+-]\d\d:\d\d$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`;
  const time = Date.parse(zoned.replace(' ', 'T'));
  if (!isDate || Number.isNaN(time)) {
    throw new InvalidArgumentError('It must be a time like 2027-01-31 or 2027-01-31T12:00:00Z.');
  }
  return time;
}

/** An address of the web. */
export function webAddress(text: string): string {
  if (!/^http:\/\/[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError(
      'It must be like http://192.0.2.80/: lists are fetched over HTTP, since they are signed.',
    );
  }
  return text;
}

/** Commas part the parts of a subject, too. */
function sanTexts(text: string): readonly string[] {
  return /^dn:/i.test(text) ? [text] : listed(text);
}

function checkedName(text: string): string {
  try {
    parseAlternativeName(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

function listed(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function unlessNone(text: string): readonly string[] {
  return text === 'none' ? [] : listed(text);
}

/** Does something with a laboratory; names and subjects that cannot be are errors of who gave them. */
export async function labWords<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}.`);
    throw error;
  }
}
