/** A peer's certificate, identity and signature checked: what the effect `verify` asks. */

import { equal } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { AuthProblem, Effect, EffectResult } from '../../ike/effects.ts';
import { type Certificate, readCertificate, tryCertificate } from './certificate.ts';
import { DerError } from './der.ts';
import { holdsIdentity, identityProblem } from './identity.ts';
import { isSignatureOf } from './ike-signature.ts';
import { keyFor, misfit } from './keys.ts';
import { type CertificatePath, PathSearch } from './path.ts';
import { checkPath } from './path-check.ts';
import { unwrapPkcs7 } from './pkcs7.ts';
import { fact, problem } from './problems.ts';
import { checkRevocation, type ListMaterial, type RevocationAnswer } from './revocation.ts';
import { tryRevocationList } from './revocation-list.ts';
import { SignatureChecks } from './signature-checks.ts';

export type VerifyEffect = Extract<Effect, { kind: 'verify' }>;

export interface Verification {
  readonly result: EffectResult;
  /** HTTP addresses at which lists may be that would change the result. */
  readonly addresses: readonly string[];
}

interface Judgement {
  readonly problem: AuthProblem | undefined;
  readonly addresses: readonly string[];
}

/**
 * Checks a peer. The order: is there a certificate, a path to a root, is the path in order, is the identity in it,
 * does the key fit, is the signature right; then revocation, last because it alone may need the network, which nobody
 * shall make this host ask who has not proved that the key is his. `fetched`: lists from elsewhere, DER.
 */
export function verifyPeer(
  given: VerifyEffect,
  wallClock: number,
  fetched: readonly Uint8Array[] = [],
): Verification {
  const unwrapped = unwrap(given);
  if ('code' in unwrapped) return refused(unwrapped);
  const effect = unwrapped;
  const sent = effect.certificates.slice(0, LIMITS.certificatesFromPeer);
  const known = readable(effect.trust.known);
  const ends = endCertificates(effect, sent, known);
  if ('code' in ends) return refused(ends);
  const material = {
    roots: readable(effect.trust.roots.map((root) => root.certificate)),
    intermediates: distinct([...readable(sent), ...known]),
  };
  const lists = listMaterial(effect, fetched);
  const checks = new SignatureChecks();
  let first: Verification | undefined;
  for (const end of ends.slice(0, LIMITS.certificateCandidates)) {
    const search = new PathSearch(end, material, wallClock, checks);
    const found = verifyEnd(search, effect, lists, wallClock);
    if (found.result.kind === 'verified') return found;
    // Of several that all fail, the likeliest is the one that is spoken of.
    first ??= found;
  }
  return first!;
}

function verifyEnd(
  search: PathSearch,
  effect: VerifyEffect,
  lists: () => ListMaterial,
  wallClock: number,
): Verification {
  let first: Judgement | undefined;
  for (let tried = 0; tried < LIMITS.certificatePaths; tried++) {
    const path = search.next();
    if (path === undefined) break;
    const judgement = judge(path, effect, lists, wallClock);
    if (judgement.problem === undefined) {
      return { result: accepted(path), addresses: judgement.addresses };
    }
    first ??= judgement;
  }
  if (first?.problem === undefined) return refused(search.problem());
  return { result: { kind: 'problem', problem: first.problem }, addresses: first.addresses };
}

/** Takes what is wrapped behind what is not. A wrapping that cannot be read matters only where nothing else came. */
function unwrap(effect: VerifyEffect): VerifyEffect | AuthProblem {
  const { wrapped = [], ...bare } = effect;
  const certificates = [...effect.certificates];
  const revocationLists = [...effect.revocationLists];
  for (const octets of wrapped) {
    try {
      const found = unwrapPkcs7(octets);
      certificates.push(...found.certificates);
      revocationLists.push(...found.revocationLists);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      if (effect.certificates.length === 0) return malformed(octets, error.message, 'PKCS #7');
    }
  }
  return { ...bare, certificates, revocationLists };
}

function judge(
  path: CertificatePath,
  effect: VerifyEffect,
  lists: () => ListMaterial,
  wallClock: number,
): Judgement {
  const wrong = checkPath(path, wallClock) ?? checkHolder(path[0]!, effect);
  if (wrong !== undefined) return { problem: wrong, addresses: [] };
  const { revocation } = effect.trust;
  const none: RevocationAnswer = { problem: undefined, addresses: [] };
  return revocation === 0 ? none : checkRevocation(path, lists(), revocation, wallClock);
}

function checkHolder(end: Certificate, effect: VerifyEffect): AuthProblem | undefined {
  if (!holdsIdentity(end, effect.identity)) return identityProblem(end, effect.identity);
  const unfit = misfit(end.publicKey, effect.algorithm);
  if (unfit !== undefined) {
    return problem(
      'certificate-wrong-key',
      end.subjectText,
      `The key of the certificate of ${end.subjectText} (serial ${end.serial}) cannot be used. ${unfit}`,
      [fact('key', keyFor(effect.algorithm), end.publicKey.text)],
    );
  }
  if (isSignatureOf(effect.algorithm, end.publicKey, effect.hash, effect.signature)) {
    return undefined;
  }
  return problem(
    'signature-wrong',
    end.subjectText,
    `The signature (${effect.signature.length} octets) was not made over this exchange with the key of the certificate of ${end.subjectText} (serial ${end.serial}, SHA-1 ${end.thumbprint}).`,
    [fact('signature', `made with the key of ${end.subjectText} (${end.publicKey.text})`, 'wrong')],
  );
}

/**
 * Which certificate is the peer's own: RFC 4945 3.3.10.3 forbids to trust in their order. There is more than one where
 * several certify the same key and identity (RFC 4945 3.3.9).
 */
function endCertificates(
  effect: VerifyEffect,
  sent: readonly Uint8Array[],
  known: readonly Certificate[],
): readonly Certificate[] | AuthProblem {
  const best = likeliest(distinct(readable(sent)), effect);
  const [likely] = best;
  if (likely !== undefined && holdsIdentity(likely, effect.identity)) return best;
  if (sent.length === 0 || (likely !== undefined && isAuthority(likely))) {
    const holders = known.filter((one) => holdsIdentity(one, effect.identity));
    if (holders.length > 0) return likeliest(holders, effect);
  }
  const [first] = sent;
  if (first === undefined) {
    return problem(
      'no-certificate-from-peer',
      'the peer',
      'The peer sent no certificate, and none that is known here holds the identity that it states.',
      [fact('certificate', 'one of the peer', 'none')],
    );
  }
  // What is broken at the head is the peer's own, as everybody sends it first; its other certificates do not help.
  return likely === undefined || tryCertificate(first) === undefined ? malformed(first) : best;
}

/** Who holds the identity goes before who does not, then ends before authorities, then keys that fit. */
function likeliest(
  candidates: readonly Certificate[],
  effect: VerifyEffect,
): readonly Certificate[] {
  const ranked = candidates.map((one) => ({
    one,
    score:
      (holdsIdentity(one, effect.identity) ? 4 : 0) +
      (isAuthority(one) ? 0 : 2) +
      (misfit(one.publicKey, effect.algorithm) === undefined ? 1 : 0),
  }));
  const highest = Math.max(...ranked.map(({ score }) => score));
  const best = ranked.flatMap(({ one, score }) => (score === highest ? [one] : []));
  if (best.length < 2) return best;
  // Of an old and a renewed one with another key, the signature says which is meant.
  const proved = best
    .slice(0, LIMITS.certificateCandidates)
    .filter((one) => isSignatureOf(effect.algorithm, one.publicKey, effect.hash, effect.signature));
  return proved.length > 0 ? proved : best;
}

function malformed(der: Uint8Array, why = faultOf(der), form = 'X.509'): AuthProblem {
  return problem(
    'certificate-malformed',
    'the peer',
    `The peer's certificate (${der.length} octets) cannot be read: ${why}.`,
    [fact('certificate', `${form} in DER`, why)],
  );
}

function faultOf(der: Uint8Array): string {
  try {
    readCertificate(der);
  } catch (error) {
    if (error instanceof DerError) return error.message;
  }
  return 'it cannot be read';
}

/** Read only when needed, and once: they may be long. */
function listMaterial(effect: VerifyEffect, fetched: readonly Uint8Array[]): () => ListMaterial {
  let material: ListMaterial | undefined;
  return () => {
    if (material === undefined) {
      const all = [
        ...effect.trust.revocationLists,
        ...fetched,
        ...effect.revocationLists.slice(0, LIMITS.revocationListsFromPeer),
      ];
      const lists = all.flatMap((der) => tryRevocationList(der) ?? []);
      material = { lists, unreadable: all.length - lists.length };
    }
    return material;
  };
}

function readable(all: readonly Uint8Array[]): readonly Certificate[] {
  return all.flatMap((der) => tryCertificate(der) ?? []);
}

function distinct(all: readonly Certificate[]): readonly Certificate[] {
  return all.filter((one, at) => all.findIndex((other) => equal(other.der, one.der)) === at);
}

function isAuthority(certificate: Certificate): boolean {
  return certificate.extensions.basicConstraints?.ca === true;
}

function accepted(path: CertificatePath): EffectResult {
  const end = path[0]!;
  return {
    kind: 'verified',
    certificate: {
      subject: end.subjectText,
      issuer: end.issuerText,
      root: path[path.length - 1]!.subjectText,
      thumbprint: end.thumbprint,
    },
  };
}

function refused(found: AuthProblem): Verification {
  return { result: { kind: 'problem', problem: found }, addresses: [] };
}
