import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PkiAnswerer } from '../../../src/net/pki/answerer.ts';
import { type Fetching, startFetching } from './fetching.ts';
import { NOW, verdictOf } from './lab.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let fetching: Fetching;

beforeAll(async () => {
  fetching = await startFetching();
});
beforeEach(() => fetching.serve());
afterAll(() => fetching.server.stop());

describe('revocation lists fetched over HTTP', () => {
  it('serve a check that has none', async () => {
    const answerer = new PkiAnswerer();
    expect(verdictOf(await answerer.answer(fetching.check('alpha'), NOW))).toBe('verified');
    expect(fetching.server.asked.toSorted()).toEqual(['/ca.crl', '/intermediate.crl']);
    expect(verdictOf(await answerer.answer(fetching.check('revoked'), NOW))).toBe(
      'certificate-revoked',
    );
  });

  it('find a revoked certificate in strength 1 too', async () => {
    const effect = fetching.check('revoked', { revocation: 1 });
    expect(verdictOf(await new PkiAnswerer().answer(effect, NOW))).toBe('certificate-revoked');
  });

  it('are never fetched unless the policy says so', () => {
    const answerer = new PkiAnswerer();
    expect(answerer.answer(fetching.check('alpha', { fetch: false }), NOW)).toMatchObject({
      kind: 'problem',
      problem: { code: 'crl-missing' },
    });
    expect(answerer.answer(fetching.check('alpha', { revocation: 0 }), NOW)).toMatchObject({
      kind: 'verified',
    });
    expect(fetching.server.asked).toEqual([]);
  });

  it('are never fetched for a peer who does not prove his key', () => {
    const effect = { ...fetching.check('alpha'), signature: new Uint8Array(64).fill(1) };
    expect(new PkiAnswerer().answer(effect, NOW)).toMatchObject({
      kind: 'problem',
      problem: { code: 'signature-wrong' },
    });
    expect(fetching.server.asked).toEqual([]);
  });

  it('are not fetched where fresh ones are at hand', () => {
    const revocationLists = fetching.lab.lists;
    const result = new PkiAnswerer().answer(fetching.check('alpha', { revocationLists }), NOW);
    expect(result).toMatchObject({ kind: 'verified' });
    expect(fetching.server.asked).toEqual([]);
  });

  it('are kept until the next update is due', async () => {
    const answerer = new PkiAnswerer();
    await answerer.answer(fetching.check('alpha'), NOW);
    await answerer.answer(fetching.check('alpha'), NOW + HOUR);
    expect(fetching.server.asked).toHaveLength(2);
    await answerer.answer(fetching.check('alpha'), NOW + 60 * DAY);
    expect(fetching.server.asked).toHaveLength(4);
  });

  it('are asked for once by checks at the same time', async () => {
    const answerer = new PkiAnswerer();
    const results = await Promise.all(
      [1, 2, 3].map(() => answerer.answer(fetching.check('alpha'), NOW)),
    );
    expect(results.map(verdictOf)).toEqual(['verified', 'verified', 'verified']);
    expect(fetching.server.asked).toHaveLength(2);
  });
});
