/** Revocation lists of a laboratory: what they hold, and that their authorities signed them. */

import { verify, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../src/lab/pki/certificate.ts';
import { FLAW_NAMES } from '../../src/lab/pki/flaws.ts';
import { type Lab, makeLab } from '../../src/lab/pki/lab.ts';
import { makeRevocationList } from '../../src/lab/pki/revocation-list.ts';
import { REVOCATION_REASONS } from '../../src/lab/pki/revocation-reasons.ts';
import { type RevocationList, readRevocationList } from '../../src/net/pki/revocation-list.ts';

const NOW = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;
let lab: Lab;

beforeAll(async () => {
  lab = await makeLab({ now: NOW, flaws: FLAW_NAMES });
});

function listOf(name: string): RevocationList {
  const found = lab.authorities.find(({ authority }) => authority.name === name);
  return readRevocationList(found!.list!);
}

function isSigned(name: string): boolean {
  const { authority } = lab.authorities.find((one) => one.authority.name === name)!;
  const { toBeSigned, signature } = listOf(name).signed;
  const { publicKey } = new X509Certificate(authority.certificate);
  return verify('sha256', toBeSigned, publicKey, signature);
}

describe('the lists of a laboratory', () => {
  it('hold what is revoked and nothing else', () => {
    expect([...listOf('intermediate').revoked.keys()]).toEqual([lab.peer('revoked').serial]);
    const [revokedAuthority] = listOf('ca').revoked;
    expect(revokedAuthority).toEqual([
      lab.peer('revoked-intermediate').issuer.serial,
      { date: NOW, reason: 'compromise of the authority' },
    ]);
    expect(listOf('hidden-ca').revoked.size).toBe(0);
  });

  it('are good for 30 days from now, and late ones ended yesterday', () => {
    const { thisUpdate, nextUpdate } = listOf('ca');
    expect([thisUpdate - NOW, nextUpdate! - NOW]).toEqual([0, 30 * DAY]);
    const late = listOf('late-ca');
    expect([late.thisUpdate - NOW, late.nextUpdate! - NOW]).toEqual([-31 * DAY, -DAY]);
  });

  it('are signed by their authorities, but the forged one', () => {
    const signed = lab.authorities
      .filter(({ list }) => list !== undefined)
      .map(({ authority: { name } }) => [name, isSigned(name)]);
    expect(signed.filter(([, right]) => right === false)).toEqual([['forged-ca', false]]);
    expect(signed.length).toBeGreaterThan(8);
  });

  it('are there for every authority that has one', () => {
    const without = lab.authorities.filter(({ list }) => list === undefined);
    expect(without.map(({ authority }) => authority.name).sort()).toEqual(['no-ca', 'silent-ca']);
    expect(lab.lists).toHaveLength(lab.authorities.length - 2);
  });

  it('say why, for every reason that there is', async () => {
    const reasons = Object.keys(REVOCATION_REASONS) as (keyof typeof REVOCATION_REASONS)[];
    const revoked = reasons.map((reason, i) => ({ serial: `4${i}`, at: NOW - DAY, reason }));
    const times = { thisUpdate: NOW, nextUpdate: NOW + DAY };
    const list = readRevocationList(
      await makeRevocationList({ number: 300, ...times, revoked }, lab.root),
    );
    expect(new Set([...list.revoked.values()].map(({ reason }) => reason)).size).toBe(
      reasons.length,
    );
    expect(list.revoked.get('40')).toEqual({ date: NOW - DAY, reason: 'no reason given' });
    expect(list.obstacle).toBeUndefined();
  });

  it('know serial numbers that begin with a high bit', async () => {
    const { root } = lab;
    const der = await makeCertificate(
      {
        subject: root.subject,
        key: root.key,
        serial: Uint8Array.of(0xff, 1),
        notBefore: NOW,
        notAfter: NOW + DAY,
        names: [],
        keyUsages: [],
        extendedUsages: [],
      },
      root,
    );
    expect(new X509Certificate(der).serialNumber).toBe('FF01');
  });
});
