import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { makeLab } from '../../../src/lab/pki/lab.ts';
import { PkiAnswerer } from '../../../src/net/pki/answerer.ts';
import { FetchedLists } from '../../../src/net/pki/fetched-lists.ts';
import { type Fetching, startFetching } from './fetching.ts';
import { NOW, verdictOf } from './lab.ts';

let fetching: Fetching;
let listOfStranger: Uint8Array;

beforeAll(async () => {
  fetching = await startFetching();
  // A stranger makes a list of the same name, which his own key signs.
  const stranger = await makeLab({ now: NOW });
  listOfStranger = listOf(stranger.authorities);
});
beforeEach(() => fetching.serve());
afterAll(() => fetching.server.stop());

function listOf(authorities: Fetching['lab']['authorities']): Uint8Array {
  return authorities.find(({ authority }) => authority.name === 'intermediate')!.list!;
}

function pem(list: Uint8Array): string {
  return `-----BEGIN X509 CRL-----\n${Buffer.from(list).toString('base64')}\n-----END X509 CRL-----\n`;
}

describe('a stranger on the way to a list', () => {
  it('cannot make this host keep his longer than a failure', async () => {
    const answerer = new PkiAnswerer();
    fetching.server.gives('/intermediate.crl', listOfStranger);
    const check = fetching.check('alpha');
    expect(verdictOf(await answerer.answer(check, NOW))).toBe('crl-unusable');
    fetching.serve();
    expect(verdictOf(await answerer.answer(check, NOW + 1000))).toBe('crl-unusable');
    const later = NOW + LIMITS.failedFetchAge + 2000;
    expect(verdictOf(await answerer.answer(check, later))).toBe('verified');
  });

  it('cannot hide for a day that a certificate is revoked', async () => {
    const answerer = new PkiAnswerer();
    fetching.server.gives('/intermediate.crl', listOfStranger);
    const check = fetching.check('revoked', { revocation: 1 });
    expect(verdictOf(await answerer.answer(check, NOW))).toBe('verified');
    fetching.serve();
    const later = NOW + LIMITS.failedFetchAge + 1000;
    expect(verdictOf(await answerer.answer(check, later))).toBe('certificate-revoked');
  });

  it('cannot keep this host busy with beginnings that have no end', async () => {
    const endless = Buffer.from('-----BEGIN X-----\n'.repeat(200_000));
    fetching.server.gives('/intermediate.crl', endless);
    const before = process.cpuUsage();
    const result = await new PkiAnswerer().answer(fetching.check('alpha'), NOW);
    expect(verdictOf(result)).toBe('crl-missing');
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
  });

  it('cannot make it check the signatures of thousands', async () => {
    const many = Buffer.from(pem(listOfStranger).repeat(2000));
    fetching.server.gives('/intermediate.crl', many);
    const found = await new FetchedLists().get(`${fetching.server.url}intermediate.crl`, NOW);
    expect('lists' in found && found.lists).toHaveLength(LIMITS.listsPerAddress);
  });
});
