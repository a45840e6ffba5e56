/** Revocation of the certificates of a path, in Windows' three strengths (RFC 5280 6.3). */

import { equal } from '../../base/bytes.ts';
import type { RevocationCheck } from '../../ike/auth/credentials.ts';
import type { AuthProblem } from '../../ike/effects.ts';
import type { Certificate } from './certificate.ts';
import type { CertificatePath } from './path.ts';
import { fact, problem } from './problems.ts';
import type { RevocationList } from './revocation-list.ts';
import { isSignedBy } from './signed.ts';
import { timeText } from './time.ts';

/** Lists that are at hand. */
export interface ListMaterial {
  readonly lists: readonly RevocationList[];
  /** How many were given that are no lists. */
  readonly unreadable: number;
}

export interface RevocationAnswer {
  readonly problem: AuthProblem | undefined;
  /** HTTP addresses of lists for certificates that have no fresh one at hand, in the path's order. */
  readonly addresses: readonly string[];
}

type Verdict =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly problem: AuthProblem }
  | { readonly kind: 'unknown'; readonly problem: AuthProblem };

/**
 * Checks every certificate below the root. Strength 1 fails only where a list says `revoked`; strength 2 also where
 * one certificate has no list that can be used and is up to date. `wallClock` in milliseconds since 1970.
 */
export function checkRevocation(
  path: CertificatePath,
  material: ListMaterial,
  strength: RevocationCheck,
  wallClock: number,
): RevocationAnswer {
  if (strength === 0) return { problem: undefined, addresses: [] };
  const below = path.slice(0, -1);
  const verdicts = below.map((one, at) => verdictOn(one, path[at + 1]!, material, wallClock));
  const revoked = verdicts.find((verdict) => verdict.kind === 'revoked');
  if (revoked !== undefined) return { problem: revoked.problem, addresses: [] };
  const unknown = verdicts.find((verdict) => verdict.kind === 'unknown');
  return {
    problem: strength === 2 ? unknown?.problem : undefined,
    addresses: below.flatMap((one, at) =>
      verdicts[at]!.kind === 'unknown' ? listAddresses(one) : [],
    ),
  };
}

/** Where the lists for a certificate can be fetched over HTTP. */
export function listAddresses(certificate: Certificate): readonly string[] {
  return certificate.extensions.listPoints
    .filter(({ partial }) => !partial)
    .flatMap(({ names }) => names)
    .flatMap((name) => (name.kind === 'uri' && /^https?:\/\//i.test(name.text) ? [name.text] : []));
}

function verdictOn(
  one: Certificate,
  issuer: Certificate,
  { lists, unreadable }: ListMaterial,
  wallClock: number,
): Verdict {
  const named = lists.filter((list) => list.issuerKey === one.issuerKey && speaksOf(list, one));
  const judged = named.map((list) => ({ list, obstacle: obstacleTo(list, issuer, wallClock) }));
  const usable = judged.flatMap(({ list, obstacle }) => (obstacle === undefined ? [list] : []));
  // The newest says how things stand now: a certificate on hold may be off it again.
  const newestUpdate = Math.max(...usable.map(({ thisUpdate }) => thisUpdate));
  const newest = usable.filter(({ thisUpdate }) => thisUpdate === newestUpdate);
  // Of two that are as new, the one that knows of a revocation is right.
  const chosen = newest.find(({ revoked }) => revoked.has(one.serial)) ?? newest[0];
  if (chosen === undefined) {
    return { kind: 'unknown', problem: withoutList(one, judged, unreadable) };
  }
  const entry = chosen.revoked.get(one.serial);
  if (entry !== undefined) {
    return {
      kind: 'revoked',
      problem: problem(
        'certificate-revoked',
        one.subjectText,
        `The certificate of ${one.subjectText} (serial ${one.serial}) was revoked at ${timeText(entry.date)} (${entry.reason}), as the list of ${chosen.issuerText} of ${timeText(chosen.thisUpdate)} says.`,
        [fact('revocation', 'not revoked', `${timeText(entry.date)}, ${entry.reason}`)],
      ),
    };
  }
  const next = chosen.nextUpdate!;
  if (wallClock <= next) return { kind: 'good' };
  return {
    kind: 'unknown',
    problem: problem(
      'crl-out-of-date',
      one.subjectText,
      `The newest revocation list of ${chosen.issuerText} at hand is of ${timeText(chosen.thisUpdate)} and was good until ${timeText(next)}; this host's clock says ${timeText(wallClock)}.`,
      [fact('next update', `after ${timeText(wallClock)}`, timeText(next))],
    ),
  };
}

/** RFC 5280 6.3.3 (b) (2), RFC 4945 5.1.3.13: a list of another scope must not stand in for the right one. */
function speaksOf({ scope }: RevocationList, one: Certificate): boolean {
  const isAuthority = one.extensions.basicConstraints?.ca === true;
  if (scope.certificates === 'users' && isAuthority) return false;
  if (scope.certificates === 'authorities' && !isAuthority) return false;
  const { point } = scope;
  if (point === undefined) return true;
  const own = one.extensions.listPoints.flatMap(({ names }) => names);
  return point.some((name) => own.some((other) => equal(name.raw, other.raw)));
}

/** Why a list cannot be used; undefined where it can, be it out of date. */
function obstacleTo(
  list: RevocationList,
  issuer: Certificate,
  wallClock: number,
): string | undefined {
  if (list.obstacle !== undefined) return list.obstacle;
  const { keyUsage } = issuer.extensions;
  // The library's name of cRLSign.
  if (keyUsage !== undefined && !keyUsage.includes('crlSign')) {
    return `The key usage of ${issuer.subjectText} does not allow to sign lists.`;
  }
  if (list.nextUpdate === undefined) return 'It does not say when the next one is due.';
  if (list.thisUpdate > wallClock) {
    return `It is of ${timeText(list.thisUpdate)}, and this host's clock says ${timeText(wallClock)}.`;
  }
  return isSignedBy(list.signed, issuer.publicKey)
    ? undefined
    : `Its signature (${list.signed.scheme.name}) is not made by the key of ${issuer.subjectText}.`;
}

function withoutList(
  one: Certificate,
  judged: readonly { readonly list: RevocationList; readonly obstacle: string | undefined }[],
  unreadable: number,
): AuthProblem {
  const whose = `the certificate of ${one.subjectText} (serial ${one.serial})`;
  const found = judged[0];
  if (found?.obstacle !== undefined) {
    return problem(
      'crl-unusable',
      one.subjectText,
      `The revocation list of ${found.list.issuerText} of ${timeText(found.list.thisUpdate)} cannot be used for ${whose}. ${found.obstacle}`,
      [fact('revocation list', `a usable one of ${one.issuerText}`, found.obstacle)],
    );
  }
  if (unreadable > 0) {
    return problem(
      'crl-unusable',
      one.subjectText,
      `There is no revocation list of ${one.issuerText} for ${whose}, and ${unreadable} at hand cannot be read.`,
      [fact('revocation list', `one of ${one.issuerText}`, `${unreadable} that cannot be read`)],
    );
  }
  return problem(
    'crl-missing',
    one.subjectText,
    `There is no revocation list of ${one.issuerText} for ${whose}.`,
    [fact('revocation list', `one of ${one.issuerText}`, 'none')],
  );
}
