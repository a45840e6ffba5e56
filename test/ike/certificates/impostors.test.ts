import { beforeAll, describe, expect, test } from 'vitest';
import type { Path } from '../../../src/base/batch.ts';
import type { Authentication } from '../../../src/ike/auth/credentials.ts';
import type { Effect, EffectResult } from '../../../src/ike/effects.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Bench, type BenchOptions } from '../bench.ts';
import { Duo } from '../duo.ts';
import { answerAt, byCertificate, certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({
    now: NOW,
    peers: ['alpha', 'beta', 'gamma'].map((name) => ({ name, names: [`${name}.lab.example`] })),
  });
});

type Certificates = Extract<Authentication, { method: 'certificate' }>;
const of = (name: string) => byCertificate(lab, { own: [name] }) as Certificates;

/** Shows the certificate of `shows`, and answers `sign` as it likes. */
function impostor(shows: string, sign: (effect: Effect) => EffectResult): BenchOptions {
  const answer = (effect: Effect) =>
    effect.kind === 'sign' ? sign(effect) : answerAt(NOW)(effect);
  return { peer: { authentication: [of(shows)] }, answer };
}

/** Answers truly, and keeps every signature that is made. */
function overheard(options: BenchOptions): { options: BenchOptions; signatures: Uint8Array[] } {
  const signatures: Uint8Array[] = [];
  const answer = (effect: Effect): EffectResult => {
    const result = options.answer!(effect);
    if (result.kind === 'signed') signatures.push(result.signature);
    return result;
  };
  return { options: { ...options, answer }, signatures };
}

const signed = (signature: Uint8Array): EffectResult => ({ kind: 'signed', signature });

/** Lets the victim judge; what it says of an impostor. */
function codesOf(victim: Bench): readonly string[] {
  expect(victim.of('main-mode-established')).toEqual([]);
  expect(victim.sas.installed.size).toBe(0);
  return victim.failures.map(({ code }) => code);
}

describe('an impostor as initiator', () => {
  test('with the certificate of another and a key of its own', () => {
    const own = of('gamma').certificates[0]!.key!;
    const a = impostor('alpha', (effect) => answerAt(NOW)({ ...effect, key: own } as Effect));
    const duo = new Duo({ a, b: certified(lab, { own: ['beta'] }) });
    duo.complete();
    expect(codesOf(duo.b)).toContain('signature-wrong');
  });

  test('with a signature of the other from another main mode', () => {
    const { options, signatures } = overheard(certified(lab, { own: ['alpha'] }));
    const before = new Duo({ seed: 'before', a: options, b: certified(lab, { own: ['beta'] }) });
    before.complete();
    expect(before.b.of('main-mode-established')).toHaveLength(1);
    const a = impostor('alpha', () => signed(signatures[0]!));
    const duo = new Duo({ seed: 'after', a, b: certified(lab, { own: ['beta'] }) });
    duo.complete();
    expect(codesOf(duo.b)).toContain('signature-wrong');
  });

  test.each([0, 0xff])('with a signature of octets %i', (octet) => {
    const a = impostor('alpha', () => signed(new Uint8Array(64).fill(octet)));
    const duo = new Duo({ a, b: certified(lab, { own: ['beta'] }) });
    duo.complete();
    expect(codesOf(duo.b)).toContain('signature-wrong');
  });

  test('with a certificate of its own and the name of another', () => {
    const a = certified(lab, { own: ['gamma'] });
    const localIdentity = { type: 'fqdn', value: 'alpha.lab.example' } as const;
    const duo = new Duo({
      a: { ...a, peer: { ...a.peer, localIdentity } },
      b: certified(lab, { own: ['beta'] }),
    });
    duo.complete();
    expect(codesOf(duo.b)).toContain('identity-not-in-certificate');
  });
});

test('an impostor as responder cannot send the proof of its peer back to it', () => {
  const { options, signatures } = overheard(certified(lab, { own: ['alpha'] }));
  const b = impostor('alpha', () => signed(signatures[0]!));
  const duo = new Duo({ a: options, b });
  duo.complete();
  expect(signatures).toHaveLength(1);
  expect(codesOf(duo.a)).toContain('signature-wrong');
});

/** Carries messages between two engines until both are silent. */
function converse(one: Bench, other: Bench, first: readonly Uint8Array[]): void {
  const path = one.sent.at(-1)!.path;
  const seen = (by: Bench): Path =>
    by === one ? path : { ...path, local: path.remote, remote: path.local };
  let [to, from] = [other, one];
  for (let under = first; under.length > 0; [to, from] = [from, to])
    under = under.flatMap((message) => to.receive(message, seen(to)));
}

describe('who has a certificate and another address no more', () => {
  test('ends nothing of whom it follows at an address, though it says that it is the first', () => {
    const beta = new Bench({ name: 'b', seed: 'beta', ...certified(lab, { own: ['beta'] }) });
    const alpha = new Bench({ name: 'a', seed: 'alpha', ...certified(lab, { own: ['alpha'] }) });
    converse(alpha, beta, alpha.initiate('tunnel'));
    expect(beta.sas.installed.size).toBe(1);
    beta.advance(1000);
    const gamma = new Bench({ name: 'a', seed: 'gamma', ...certified(lab, { own: ['gamma'] }) });
    converse(gamma, beta, gamma.initiate('tunnel'));
    expect(beta.of('main-mode-established').map(({ remoteIdentity }) => remoteIdentity)).toEqual([
      'O=Espial Lab, CN=alpha (ID_DER_ASN1_DN)',
      'O=Espial Lab, CN=gamma (ID_DER_ASN1_DN)',
    ]);
    expect(beta.of('peer-restarted')).toEqual([]);
    expect(beta.sas.installed.size).toBe(2);
    expect(beta.engine.mainModeSas()).toHaveLength(2);
  });

  test('while alpha that begins anew ends its own', () => {
    const beta = new Bench({ name: 'b', seed: 'beta', ...certified(lab, { own: ['beta'] }) });
    for (const seed of ['before', 'after']) {
      const alpha = new Bench({ name: 'a', seed, ...certified(lab, { own: ['alpha'] }) });
      converse(alpha, beta, alpha.initiate('tunnel'));
      beta.advance(1000);
    }
    expect(beta.of('peer-restarted')).toHaveLength(1);
    expect(beta.sas.installed.size).toBe(1);
  });
});
