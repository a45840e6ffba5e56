/** The certificates of test/vectors/pki, which no code of Espial made, and how a peer shows them. */

import { readFileSync } from 'node:fs';
import { fromHex, utf8 } from '../../../src/base/bytes.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { CertificateTrust, SignatureAlgorithm } from '../../../src/ike/auth/credentials.ts';
import type { AuthProblem, EffectResult } from '../../../src/ike/effects.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { trustedRoot } from '../../../src/net/pki/credentials.ts';
import type { VerifyEffect } from '../../../src/net/pki/verify.ts';
import { ID_TYPE } from '../../../src/wire/numbers/ipsec.ts';

const FOLDER = new URL('../../vectors/pki/', import.meta.url);

interface Lab {
  readonly certificates: Record<string, string>;
  readonly lists: Record<string, string>;
  readonly keys: Record<string, string>;
  readonly signatures: Record<string, string>;
  readonly names: Record<string, string>;
  readonly hashes: Record<string, string>;
}

const lab = JSON.parse(readFileSync(new URL('lab.json', FOLDER), 'utf8')) as Lab;

/** When all of it is seen: 2027-06-01 12:00:00 UTC. */
export const NOW = Date.UTC(2027, 5, 1, 12);

/** The hashes that the recorded signatures are over, by the method. */
export const HASHES: Readonly<Record<SignatureAlgorithm, Uint8Array>> = {
  rsa: fromHex(lab.hashes.rsa!),
  'ecdsa-256': fromHex(lab.hashes.p256!),
  'ecdsa-384': fromHex(lab.hashes.p384!),
  'ecdsa-521': fromHex(lab.hashes.p521!),
};

export const certificate = (name: string): Uint8Array => octets('certificates', name);
export const list = (name: string): Uint8Array => octets('lists', name);
export const key = (name: string): Secret => new Secret(octets('keys', name));
export const signature = (name: string): Uint8Array => octets('signatures', name);
export const distinguishedName = (name: string): Uint8Array => octets('names', name);
export const names = (kind: 'certificates' | 'lists'): readonly string[] => Object.keys(lab[kind]);

/** A file as a user has it. */
export function file(name: string): { readonly name: string; readonly octets: Uint8Array } {
  return { name, octets: Uint8Array.from(readFileSync(new URL(`files/${name}`, FOLDER))) };
}

export const DNS_ALPHA = { idType: ID_TYPE.ID_FQDN, data: utf8('alpha.lab.example') };

/** What a test says of a peer; the rest is as a good one has it. */
export interface Shown {
  readonly sent?: readonly string[];
  readonly sentOctets?: readonly Uint8Array[];
  readonly roots?: readonly string[];
  readonly known?: readonly string[];
  readonly lists?: readonly string[];
  readonly sentLists?: readonly string[];
  readonly revocation?: CertificateTrust['revocation'];
  readonly fetch?: boolean;
  readonly identity?: VerifyEffect['identity'];
  readonly algorithm?: SignatureAlgorithm;
  readonly signature?: Uint8Array;
}

/** Asks for a check. Most peers of the lab share the P-256 key of alpha and are below `root`. */
export function shown(peer: Shown): VerifyEffect {
  return {
    kind: 'verify',
    algorithm: peer.algorithm ?? 'ecdsa-256',
    hash: HASHES[peer.algorithm ?? 'ecdsa-256'],
    signature: peer.signature ?? signature('p256'),
    certificates: peer.sentOctets ?? (peer.sent ?? ['direct']).map(certificate),
    revocationLists: (peer.sentLists ?? []).map(list),
    identity: peer.identity ?? DNS_ALPHA,
    trust: {
      roots: (peer.roots ?? ['root']).map((name) => trustedRoot(certificate(name))),
      known: (peer.known ?? []).map(certificate),
      revocationLists: (peer.lists ?? []).map(list),
      revocation: peer.revocation ?? 0,
      fetch: peer.fetch ?? false,
    },
  };
}

/** What becomes of a peer: `verified`, or the code of what is wrong. */
export function verdict(peer: Shown, now = NOW): string {
  return verdictOf(answerPki(shown(peer), now));
}

/** The same for a result. */
export function verdictOf(result: EffectResult): string {
  return result.kind === 'problem' ? result.problem.code : result.kind;
}

/** The problem of a peer that must have one. */
export function problemOf(peer: Shown, now = NOW): AuthProblem {
  const result = answerPki(shown(peer), now);
  if (result.kind !== 'problem') throw new Error('it was accepted');
  return result.problem;
}

function octets(kind: Exclude<keyof Lab, 'hashes'>, name: string): Uint8Array {
  const text = lab[kind][name];
  if (text === undefined) throw new Error(`the lab has no ${name} among its ${kind}`);
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
