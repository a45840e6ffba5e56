/** `espial pki issue`: one more certificate. */

import { join } from 'node:path';
import { DAY_MILLISECONDS } from '../../lab/pki/bench.ts';
import { type IssueRequest, issueInto } from '../../lab/pki/issue.ts';
import type { KeyKind, SignatureHash } from '../../lab/pki/key.ts';
import { defaultNames } from '../../lab/pki/lab-defaults.ts';
import type { KeyUsage } from '../../lab/pki/usages.ts';
import { print, printJson } from '../client.ts';
import { UsageError } from '../usage.ts';
import { labWords } from './words.ts';

export interface IssueOptions {
  /** False: `--no-san`. */
  readonly san?: readonly string[] | boolean;
  readonly subject?: string;
  readonly issuer?: string;
  readonly key?: KeyKind;
  readonly keyOf?: string;
  readonly hash?: SignatureHash;
  readonly days?: number;
  readonly from?: number;
  readonly until?: number;
  readonly expired?: boolean;
  readonly notYetValid?: boolean;
  readonly usage?: readonly KeyUsage[];
  readonly eku?: readonly string[];
  readonly ca?: boolean;
  readonly pathLength?: number;
  readonly crlUrl?: string;
  readonly critical?: boolean;
  readonly at?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** How long a certificate was valid that is not any more. */
const PAST_DAYS = 60;

export async function issue(folder: string, name: string, options: IssueOptions): Promise<void> {
  const now = options.at ?? Date.now();
  const request = requestOf(name, options, now);
  const force = options.force === true;
  const { issuer, files } = await labWords(() => issueInto(folder, request, { now, force }));
  const paths = files.map((file) => join(folder, file));
  if (options.json === true) printJson({ name, issuer, files: paths });
  else {
    const use = request.authority === undefined ? ['', useLine(folder, name)] : [];
    print([`${issuer} issued ${name}:`, ...paths.map((path) => `  ${path}`), ...use].join('\n'));
  }
}

function useLine(folder: string, name: string): string {
  return `The lines of a peer file with it: espial pki use ${folder} ${name}`;
}

function requestOf(name: string, options: IssueOptions, now: number): IssueRequest {
  const { ca, pathLength, key, keyOf, critical } = options;
  if (pathLength !== undefined && ca !== true)
    throw new UsageError('--path-length is for authorities: add --ca.');
  if (key !== undefined && keyOf !== undefined)
    throw new UsageError('--key asks for a new key and --key-of for one that is there: give one.');
  const given = {
    subject: options.subject,
    issuer: options.issuer,
    key,
    keyOf,
    hash: options.hash,
    days: options.days,
    keyUsages: options.usage,
    extendedUsages: options.eku,
    crlUrl: options.crlUrl,
    unknownCritical: critical,
    authority: ca === true ? { ...defined({ pathLength }) } : undefined,
  };
  return { name, names: namesOf(name, options), ...times(options, now), ...defined(given) };
}

function namesOf(name: string, { san, ca }: IssueOptions): readonly string[] {
  if (Array.isArray(san)) return san;
  return san === false || ca === true ? [] : defaultNames(name);
}

function times(
  { expired, notYetValid, from, until, days }: IssueOptions,
  now: number,
): { readonly notBefore?: number; readonly notAfter?: number } {
  const said = [expired === true, notYetValid === true, from !== undefined || until !== undefined];
  if (said.filter(Boolean).length > 1)
    throw new UsageError('--expired, --not-yet-valid, and --from and --until exclude each other.');
  if (days !== undefined && until !== undefined)
    throw new UsageError('--days and --until both say when it ends: give one.');
  if (expired === true) {
    const notAfter = now - DAY_MILLISECONDS;
    return { notBefore: notAfter - (days ?? PAST_DAYS) * DAY_MILLISECONDS, notAfter };
  }
  if (notYetValid === true) return { notBefore: now + DAY_MILLISECONDS };
  const start = from ?? now;
  if (until !== undefined && until <= start) {
    throw new UsageError('--until is before --from, or before now: say both, or use --expired.');
  }
  return defined({ notBefore: from, notAfter: until });
}

/** Only what is there. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
