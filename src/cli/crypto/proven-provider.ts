/**
 * Several providers behind one, subject by subject: the first that has proved itself serves. OpenSSL
 * may be built without DES or MD5, and WebAssembly may be missing or wrong.
 */

import { equal } from '../../base/bytes.ts';
import type { CryptoProvider, EspSuite, GroupId, HashName } from '../../crypto/provider.ts';
import { reason } from '../../net/errors.ts';
import { knowsAnswer } from './known-answers.ts';
import { sampleOf } from './samples.ts';
import { type Subject, subjectName } from './subjects.ts';

/** What came of a provider's proof. */
export type Proof =
  | { readonly proved: true; readonly by: 'known answer' | 'reference' }
  | { readonly proved: false; readonly why: string };

/** Which provider serves a subject, and what each one said on the way to it. */
export interface Choice {
  readonly provider: CryptoProvider;
  readonly proofs: readonly { readonly provider: string; readonly proof: Proof }[];
}

/** Puts a provider to the proof: the answers of RFCs, and the reference's to samples. */
export function prove(
  provider: CryptoProvider,
  reference: CryptoProvider,
  subject: Subject,
): Proof {
  try {
    const known = knowsAnswer(provider, subject);
    if (known === false) return { proved: false, why: 'gives another answer than the RFC' };
    if (!equal(sampleOf(provider, subject), sampleOf(reference, subject)))
      return { proved: false, why: `gives other octets than ${reference.name}` };
    return { proved: true, by: known === true ? 'known answer' : 'reference' };
  } catch (error) {
    return { proved: false, why: `fails: ${reason(error)}` };
  }
}

/** The first of the providers that proves itself for a subject; the last, the reference, if none does. */
export function choose(providers: readonly CryptoProvider[], subject: Subject): Choice {
  const reference = providers[providers.length - 1]!;
  const proofs: { provider: string; proof: Proof }[] = [];
  for (const provider of providers) {
    if (provider === reference) break;
    const proof = prove(provider, reference, subject);
    proofs.push({ provider: provider.name, proof });
    if (proof.proved) return { provider, proofs };
  }
  return { provider: reference, proofs };
}

/** Providers by what they were chosen for. */
interface Known<K> {
  get(key: K): CryptoProvider | undefined;
  set(key: K, provider: CryptoProvider): unknown;
}

/**
 * The providers in the order in which they are preferred, the reference last, as one. Each subject
 * is proved before its first use.
 */
export function provenProvider(...providers: readonly CryptoProvider[]): CryptoProvider {
  const chosen = new Map<string, CryptoProvider>();
  const forSubject = (subject: Subject): CryptoProvider => {
    const key = subjectName(subject);
    let provider = chosen.get(key);
    if (provider === undefined) {
      ({ provider } = choose(providers, subject));
      chosen.set(key, provider);
    }
    return provider;
  };
  // A negotiation asks for some forty hashes and MACs: no name is put together for each.
  const remembering = <K extends HashName | GroupId | EspSuite>(
    known: Known<K>,
    subjectOf: (key: K) => Subject,
  ): ((key: K) => CryptoProvider) => {
    return (key) => {
      let provider = known.get(key);
      if (provider === undefined) {
        provider = forSubject(subjectOf(key));
        known.set(key, provider);
      }
      return provider;
    };
  };
  const forHash = remembering<HashName>(new Map(), (name) => ({ kind: 'hash', name }));
  const forMac = remembering<HashName>(new Map(), (name) => ({ kind: 'hmac', name }));
  const forGroup = remembering<GroupId>(new Map(), (group) => ({ kind: 'group', group }));
  const forSuite = remembering<EspSuite>(new WeakMap(), (suite) => ({ kind: 'suite', suite }));
  const [first, ...others] = providers.map(({ name }) => name);
  return {
    name: [`${first} where proven`, ...others].join(', else '),
    room: providers[0]?.room,
    hash: (name, ...parts) => forHash(name).hash(name, ...parts),
    hmac: (name, key) => forMac(name).hmac(name, key),
    cbc: (name, key) => forSubject({ kind: 'cbc', name, keyOctets: key.length }).cbc(name, key),
    sealing: (key) => forSubject({ kind: 'sealing', keyOctets: key.length }).sealing(key),
    generateKeyPair: (group, random) => forGroup(group).generateKeyPair(group, random),
    sharedSecret: (pair, peer) => forGroup(pair.group).sharedSecret(pair, peer),
    espSealer: (suite, keys, random, options) =>
      forSuite(suite).espSealer(suite, keys, random, options),
    espOpener: (suite, keys, options) => forSuite(suite).espOpener(suite, keys, options),
    ahMac: (integrity, key, options) =>
      forSubject({ kind: 'ah', integrity }).ahMac(integrity, key, options),
  };
}
