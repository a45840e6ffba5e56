/** Peers whose certificates, lists, signatures or identities were changed on the way. */

import { createPrivateKey } from 'node:crypto';
import { copy, equal, toHex, utf8Text } from '../../../src/base/bytes.ts';
import type { AuthProblem, EffectResult } from '../../../src/ike/effects.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import type { VerifyEffect } from '../../../src/net/pki/verify.ts';
import type { Draws } from '../../../src/wire/codec.ts';
import { ID_TYPE } from '../../../src/wire/numbers/ipsec.ts';
import { seededDraws } from '../../wire/fuzz.ts';
import { type AuthTarget, Broken } from '../auth-fuzz.ts';
import { mutateDer } from './der-mutation.ts';
import {
  certificate,
  DNS_ALPHA,
  key,
  list,
  NOW,
  names,
  shown,
  signature,
  verdictOf,
} from './lab.ts';

const KINDS = [
  ['p256', 'ecdsa-256'],
  ['p256', 'ecdsa-256'],
  ['rsa', 'rsa'],
  ['rsa', 'rsa'],
  ['p384', 'ecdsa-384'],
  ['p521', 'ecdsa-521'],
] as const;

/** The private numbers of the lab's keys, in hexadecimal: no words may repeat them. */
const SECRETS = ['rsa', 'p256', 'p384', 'p521'].map((name) => {
  const octets = Buffer.from(key(`alpha-${name}`).reveal());
  const { d } = createPrivateKey({ key: octets, format: 'der', type: 'pkcs8' }).export({
    format: 'jwk',
  });
  return toHex(Buffer.from(d!, 'base64url'));
});

/** Fresh octets for every case, as from a socket: nothing is known of them beforehand. */
function goodPeer(draws: Draws): VerifyEffect {
  const [name, algorithm] = KINDS[draws.integer(0, KINDS.length - 1)]!;
  const good = shown({
    sent: [`alpha-${name}`, 'inter2', 'inter1'],
    algorithm,
    signature: signature(name),
    lists: ['root', 'inter1'],
    sentLists: ['inter2'],
    revocation: 2,
    identity: IDENTITIES[draws.integer(0, IDENTITIES.length - 1)]!,
  });
  return {
    ...good,
    certificates: good.certificates.map(copy),
    revocationLists: good.revocationLists.map(copy),
  };
}

const IDENTITIES: readonly VerifyEffect['identity'][] = [
  DNS_ALPHA,
  { idType: ID_TYPE.ID_IPV4_ADDR, data: Uint8Array.of(192, 0, 2, 1) },
];

/** One attack: what was changed, and what is then asked. */
interface Attack {
  readonly what: string;
  readonly octets: Uint8Array;
  readonly effect: VerifyEffect;
  /** The change cannot have an effect, so that belief is right. */
  readonly isHarmless: boolean;
}

type Answer = (effect: VerifyEffect, wallClock: number) => EffectResult;

const MAXIMUM_MILLISECONDS = 2000;
const MAXIMUM_WORDS = 16_384;

/** A target of attacks, each drawn anew. */
function target(name: string, draw: (draws: Draws) => Attack): (answer: Answer) => AuthTarget {
  return (answer) => ({
    name,
    attack: (draws) => refusalOf(draw(draws), answer),
    honest: () => {
      const draws = seededDraws(1);
      for (let i = 0; i < 12; i++) {
        const result = answer(goodPeer(draws), NOW);
        if (result.kind !== 'verified') throw new Error(`an honest peer: ${verdictOf(result)}`);
      }
    },
  });
}

/** How an attack was refused. Throws where it was believed, took too long, or words are wrong. */
function refusalOf({ what, octets, effect, isHarmless }: Attack, answer: Answer): string {
  const started = performance.now();
  const result = answer(effect, NOW);
  const took = performance.now() - started;
  if (took > MAXIMUM_MILLISECONDS) throw new Broken(`${what} took ${took.toFixed(0)} ms`, octets);
  if (result.kind === 'problem') {
    const wrong = faultOfWords(result.problem);
    if (wrong !== undefined) throw new Broken(`${what}: ${wrong}`, octets);
    return result.problem.code;
  }
  if (!isHarmless) throw new Broken(`${what} was believed`, octets);
  return 'believed, as nothing was changed';
}

function faultOfWords(problem: AuthProblem): string | undefined {
  const { subject, detail, facts } = problem;
  const texts = [subject, detail, ...facts.flatMap((row) => [row.what, row.expected, row.found])];
  const all = texts.join(' ');
  if (all.length > MAXIMUM_WORDS) return `${all.length} characters are said`;
  // A line that a peer can break is a line that a peer can forge.
  if (/\p{Cc}/u.test(all)) return 'control characters are said';
  if (detail === '') return 'it is not said what is wrong';
  return SECRETS.some((secret) => all.includes(secret.slice(0, 16))) ? 'a key is said' : undefined;
}

function replaced<T>(all: readonly T[], at: number, one: T): T[] {
  return all.map((each, i) => (i === at ? one : each));
}

/** A certificate of the chain, the peer's own or one above it. */
const changedCertificate = target('certificates', (draws) => {
  const good = goodPeer(draws);
  const at = draws.integer(0, good.certificates.length - 1);
  const original = good.certificates[at]!;
  const all = names('certificates');
  const other = certificate(all[draws.integer(0, all.length - 1)]!);
  const { octets, what } = mutateDer(original, other, draws);
  const certificates = replaced(good.certificates, at, octets);
  // An element of another may be all of it.
  const isHarmless =
    equal(octets, original) ||
    (good.algorithm === 'ecdsa-256' &&
      GOOD_WITH_KEY_OF_ALPHA.some((name) => equal(octets, certificate(name))));
  return {
    what: `certificate ${at}: ${what}`,
    octets,
    effect: { ...good, certificates },
    isHarmless,
  };
});

/** The list of the peer's issuer, without which strength 2 lets nobody in. */
const changedList = target('revocation lists', (draws) => {
  const good = goodPeer(draws);
  const all = names('lists');
  const other = list(all[draws.integer(0, all.length - 1)]!);
  const original = draws.integer(0, 1) === 0 ? list('inter2') : list('inter2-revoked');
  const { octets, what } = mutateDer(original, other, draws);
  const isHarmless = goodLists(good).some((name) => equal(octets, list(name)));
  return {
    what: `list: ${what}`,
    octets,
    effect: { ...good, revocationLists: [octets] },
    isHarmless,
  };
});

/** The signature, the hash that it is over, or who the peer says that it is. */
const changedProof = target('signatures and identities', (draws) => {
  const good = goodPeer(draws);
  const field = (['signature', 'hash', 'identity'] as const)[draws.integer(0, 2)]!;
  const original = field === 'identity' ? good.identity.data : good[field];
  const octets = blindly(original, draws);
  const identity = { ...good.identity, data: field === 'identity' ? octets : good.identity.data };
  const effect = { ...good, identity, ...(field === 'identity' ? {} : { [field]: octets }) };
  return { what: field, octets, effect, isHarmless: isSame(field, original, octets) };
});

/** All that is needed but one thing, among certificates and lists of the lab thrown together. */
const thrownTogether = target('chains', (draws) => {
  const good = goodPeer(draws);
  const some = (all: readonly string[], count: number): string[] =>
    Array.from({ length: count }, () => all[draws.integer(0, all.length - 1)]!);
  const needed = ['inter2', 'inter1', 'list root', 'list inter1', 'list inter2'];
  const [missing] = some(needed, 1);
  const isThere = (name: string): boolean => name !== missing;
  const certificateNames = [...names('certificates'), 'inter2', 'inter1'].filter(isThere);
  const listNames = names('lists').filter((name) =>
    missing === 'list inter2' ? !goodLists(good).includes(name) : isThere(`list ${name}`),
  );
  const sent = [
    ...needed.slice(0, 2).filter(isThere),
    ...some(certificateNames, draws.integer(0, 9)),
  ];
  const lists = ['root', 'inter1', 'inter2'].filter((name) => isThere(`list ${name}`));
  const sentLists = [...lists, ...some(listNames, draws.integer(0, 4))];
  const at = draws.integer(0, sent.length);
  const certificates = sent.map(certificate);
  certificates.splice(at, 0, good.certificates[0]!);
  const effect: VerifyEffect = {
    ...good,
    certificates,
    revocationLists: sentLists.map(list),
    trust: { ...good.trust, revocationLists: [] },
  };
  const isHarmless =
    good.algorithm === 'ecdsa-256' && sent.some((name) => GOOD_WITH_KEY_OF_ALPHA.includes(name));
  const what = `all but ${missing}: ${sent.join(' ')}, lists ${sentLists.join(' ')}`;
  return { what, octets: certificates[at]!, effect, isHarmless };
});

/** The lists that are right for alpha's certificate: the revoked ones are those of its RSA and P-256 keys. */
function goodLists({ algorithm }: VerifyEffect): readonly string[] {
  const good = ['inter2', 'inter2-point', 'inter2-users'];
  return algorithm === 'ecdsa-384' || algorithm === 'ecdsa-521'
    ? [...good, 'inter2-revoked']
    : good;
}

/** Of the lab's certificates below the root with alpha's key and identity, those with which nothing is wrong. */
const GOOD_WITH_KEY_OF_ALPHA: readonly string[] = [
  'direct',
  'non-repudiation',
  'usage-ike',
  'usage-any',
  'usage-intermediate',
  'unknown-not-critical',
  'empty-subject',
  'unicode-name',
  'bound-good',
  'below-right',
  'below-no-crl-sign',
  // What it says of its issuer's certificate is a hint for the search, and no part of its validity (RFC 5280 6.1).
  'says-root',
];

/** What of certificates is attacked. */
export function pkiTargets(answer: Answer = answerPki): readonly AuthTarget[] {
  return [changedCertificate, changedList, changedProof, thrownTogether].map((make) =>
    make(answer),
  );
}

function blindly(octets: Uint8Array, draws: Draws): Uint8Array {
  const changed = copy(octets);
  switch (draws.integer(0, 3)) {
    case 0:
      return changed.subarray(0, draws.integer(0, changed.length));
    case 1:
      return draws.bytes(draws.integer(0, changed.length * 2));
    case 2:
      return Uint8Array.from([...changed, ...draws.bytes(draws.integer(0, 4))]);
    default:
      changed[draws.integer(0, changed.length - 1)]! ^= 1 << draws.integer(0, 7);
      return changed;
  }
}

function isSame(field: string, original: Uint8Array, octets: Uint8Array): boolean {
  if (equal(octets, original)) return true;
  // Upper and lower case of a host name are the same (RFC 4945 3.1.2).
  const lower = (text: Uint8Array): string => utf8Text(text).toLowerCase();
  return field === 'identity' && lower(octets) === lower(original);
}
