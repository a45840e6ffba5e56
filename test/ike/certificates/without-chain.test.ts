import { beforeAll, expect, test } from 'vitest';
import type { Authentication } from '../../../src/ike/auth/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import type { BenchOptions } from '../bench.ts';
import { Duo, established } from '../duo.ts';
import { answerAt, byCertificate, certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

/** Alpha's certificate, and nothing of what is between it and the root. */
function alone(): BenchOptions {
  const whole = byCertificate(lab, { own: ['alpha'] });
  if (whole.method !== 'certificate') throw new Error('no certificate');
  const certificates = whole.certificates.map((one) => ({
    ...one,
    chain: [],
    authorities: one.authorities.slice(0, 1),
  }));
  const authentication: Authentication = { ...whole, certificates };
  return { peer: { authentication: [authentication] }, answer: answerAt(NOW) };
}

test('a certificate without its intermediate is shown to a peer that asks for the root, which may know it', () => {
  const known = lab.intermediates.map(({ certificate }) => certificate);
  const duo = new Duo({ a: alone(), b: certified(lab, { own: ['beta'], trust: { known } }) });
  duo.complete();
  expect(established(duo)).toBe('1 1 1 1');
});

test('a peer that does not know it says that it is missing', () => {
  const duo = new Duo({ a: alone(), b: certified(lab, { own: ['beta'] }) });
  duo.complete();
  expect(duo.b.failures[0]?.code).toBe('missing-intermediate');
  expect(duo.a.failures[0]?.code).toBe('peer-says-missing-intermediate');
});
