/** The search for a path from a peer's certificate to a trusted root (RFC 5280 6.1, RFC 4158). */

import { equal, toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { AuthProblem } from '../../ike/effects.ts';
import { type Certificate, isSelfIssued } from './certificate.ts';
import { isSameHouse } from './name.ts';
import { fact, problem } from './problems.ts';
import type { SignatureChecks } from './signature-checks.ts';

/** Certificates from the peer's own to the root; each is signed by the key of the next. */
export type CertificatePath = readonly Certificate[];

export interface PathMaterial {
  readonly roots: readonly Certificate[];
  /** What may stand between: sent by the peer, or known. */
  readonly intermediates: readonly Certificate[];
}

/** Where a search came to an end without a root. */
interface DeadEnd {
  readonly kind: 'untrusted' | 'altered' | 'other-key' | 'nowhere' | 'missing';
  readonly at: Certificate;
  readonly depth: number;
}

/** How sure each kind of end says what is wrong: the first is reported. */
const CERTAINTY: readonly DeadEnd['kind'][] = [
  'untrusted',
  'altered',
  'other-key',
  'nowhere',
  'missing',
];

/**
 * Looks for paths one after the other, the likeliest first, within the bounds of LIMITS. Every answer of `next` is a
 * path whose signatures are right; nothing else of it is checked.
 */
export class PathSearch {
  readonly #material: PathMaterial;
  readonly #end: Certificate;
  readonly #wallClock: number;
  readonly #checks: SignatureChecks;
  readonly #deadEnds: DeadEnd[] = [];
  readonly #paths: Iterator<CertificatePath, undefined>;
  #steps = 0;

  /** `wallClock` in milliseconds since 1970: what is valid then is tried before what is not. */
  constructor(
    end: Certificate,
    material: PathMaterial,
    wallClock: number,
    checks: SignatureChecks,
  ) {
    this.#checks = checks;
    this.#end = end;
    this.#material = material;
    this.#wallClock = wallClock;
    this.#paths = this.#extend([end]);
  }

  /** The next path; undefined: there is none left. */
  next(): CertificatePath | undefined {
    return this.#paths.next().value;
  }

  /** What kept the search from a root, after `next` found none at all. */
  problem(): AuthProblem {
    const ends = [...this.#deadEnds].sort(
      (left, right) =>
        CERTAINTY.indexOf(left.kind) - CERTAINTY.indexOf(right.kind) || right.depth - left.depth,
    );
    return this.#problemAt(ends[0] ?? { kind: 'missing', at: this.#end, depth: 1 });
  }

  *#extend(path: CertificatePath): Generator<CertificatePath, undefined> {
    const last = path[path.length - 1]!;
    if (this.#material.roots.some((root) => equal(root.der, last.der))) {
      yield path;
      return undefined;
    }
    if (path.length >= LIMITS.certificatePathLength) {
      this.#deadEnds.push({ kind: 'nowhere', at: last, depth: path.length });
      return undefined;
    }
    const named = this.#issuersByName(last);
    let onwards = 0;
    let signed = 0;
    for (const issuer of named) {
      if (++this.#steps > LIMITS.certificatePathSteps) return undefined;
      if (!this.#checks.isSignedBy(last, issuer)) continue;
      signed += 1;
      // The same name and key again lead nowhere new.
      if (path.some((one) => isSameHolder(one, issuer))) continue;
      onwards += 1;
      yield* this.#extend([...path, issuer]);
    }
    if (onwards === 0) {
      this.#deadEnds.push({
        kind: this.#deadEnd(last, named, signed),
        at: last,
        depth: path.length,
      });
    }
    return undefined;
  }

  /** Certificates of the wanted name: roots before others, the named key before others, valid before not. */
  #issuersByName(child: Certificate): readonly Certificate[] {
    const rank = (issuer: Certificate): number =>
      (this.#material.roots.includes(issuer) ? 0 : 4) +
      (keyIdsDiffer(child, issuer) ? 2 : 0) +
      (issuer.notBefore <= this.#wallClock && this.#wallClock <= issuer.notAfter ? 0 : 1);
    return [...this.#material.roots, ...this.#material.intermediates]
      .filter((one) => one.subjectKey === child.issuerKey)
      .map((issuer) => ({ issuer, rank: rank(issuer) }))
      .sort((left, right) => left.rank - right.rank)
      .map(({ issuer }) => issuer);
  }

  #deadEnd(at: Certificate, named: readonly Certificate[], signed: number): DeadEnd['kind'] {
    if (isSelfIssued(at) && this.#checks.isSignedBy(at, at)) return 'untrusted';
    if (signed > 0) return 'nowhere';
    if (named.some((issuer) => keyIdsMeet(at, issuer))) return 'altered';
    return named.length > 0 ? 'other-key' : 'missing';
  }

  #problemAt({ kind, at }: DeadEnd): AuthProblem {
    const trusted = fact('trusted root', this.#rootsText(), at.issuerText);
    const who = at === this.#end ? 'The certificate' : `The certificate of ${at.subjectText}`;
    switch (kind) {
      case 'untrusted':
        return problem(
          'untrusted-root',
          this.#end.subjectText,
          `The path ends at ${at.subjectText} (SHA-1 ${at.thumbprint}), which signed itself and is no trusted root.`,
          [trusted],
        );
      case 'altered':
        return problem(
          'certificate-malformed',
          at.subjectText,
          `${who} (serial ${at.serial}) says that ${at.issuerText} signed it, and the signature (${at.signed.scheme.name}) is wrong: the certificate was altered.`,
          [fact('signature', `made by ${at.issuerText}`, 'wrong')],
        );
      case 'other-key':
        return problem(
          'untrusted-root',
          this.#end.subjectText,
          `${who} (serial ${at.serial}) names ${at.issuerText} as its issuer, but no key that this host knows by that name made its signature (${at.signed.scheme.name}).`,
          [trusted],
        );
      case 'nowhere':
        return problem(
          'untrusted-root',
          this.#end.subjectText,
          `The certificates at hand lead to no trusted root within ${LIMITS.certificatePathLength} steps.`,
          [trusted],
        );
      case 'missing':
        return this.#missing(at, trusted);
    }
  }

  /**
   * An issuer that is not at hand: an intermediate, or a root that is not trusted? The certificate may say who is
   * above its issuer; else the issuer's house decides, and the words say that it is a guess.
   */
  #missing(at: Certificate, trusted: ReturnType<typeof fact>): AuthProblem {
    const { issuerOfIssuer } = at.extensions;
    const sure = issuerOfIssuer !== undefined;
    const isRoot = sure
      ? equal(issuerOfIssuer, at.issuer)
      : !this.#material.roots.some((root) => isSameHouse(root.subject, at.issuer));
    const missing = `${at.issuerText}, the issuer of ${at.subjectText} (serial ${at.serial}), is neither a trusted root nor among the certificates that the peer sent or this host knows.`;
    return isRoot
      ? problem(
          'untrusted-root',
          this.#end.subjectText,
          `${missing}${sure ? '' : ' If it is an intermediate authority, its certificate is missing.'}`,
          [trusted],
        )
      : problem(
          'missing-intermediate',
          this.#end.subjectText,
          `${missing}${sure ? '' : ' If it is a root, it is not trusted.'}`,
          [fact('issuer', at.issuerText, 'no certificate')],
        );
  }

  #rootsText(): string {
    const names = this.#material.roots.map((root) => root.subjectText);
    return names.length === 0 ? 'none is configured' : names.slice(0, 8).join('; ');
  }
}

function isSameHolder(left: Certificate, right: Certificate): boolean {
  return left.subjectKey === right.subjectKey && equal(left.keyInfo, right.keyInfo);
}

/** Key identifiers are hints (RFC 4158 3.5.12): where both are there they agree or not. */
function keyIdsMeet(child: Certificate, issuer: Certificate): boolean {
  const { authorityKeyId } = child.extensions;
  const { subjectKeyId } = issuer.extensions;
  return (
    authorityKeyId !== undefined &&
    subjectKeyId !== undefined &&
    toHex(authorityKeyId) === toHex(subjectKeyId)
  );
}

function keyIdsDiffer(child: Certificate, issuer: Certificate): boolean {
  const both =
    child.extensions.authorityKeyId !== undefined && issuer.extensions.subjectKeyId !== undefined;
  return both && !keyIdsMeet(child, issuer);
}
