import { beforeAll, describe, expect, test } from 'vitest';
import type { IdentityConfig } from '../../../src/ike/policy.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo } from '../duo.ts';
import { byCertificate, certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

const DN = 'O=Espial Lab, CN=alpha';

/** Alpha states an identity, beta expects one. */
function play(stated: IdentityConfig | undefined, expected: IdentityConfig | undefined): Duo {
  const a = certified(lab, { own: ['alpha'] });
  const b = certified(lab, { own: ['beta'] });
  const duo = new Duo({
    a: { ...a, peer: { ...a.peer, localIdentity: stated } },
    b: { ...b, peer: { ...b.peer, remoteIdentity: expected } },
  });
  duo.complete();
  return duo;
}

describe('the identity beside a certificate', () => {
  test('is its subject unless policy says another, on both sides and in all words', () => {
    const duo = play(undefined, undefined);
    const [event] = duo.b.of('main-mode-established');
    expect(event!.remoteIdentity).toBe(`${DN} (ID_DER_ASN1_DN)`);
    expect(duo.a.of('main-mode-established')[0]!.localIdentity).toBe(event!.remoteIdentity);
    expect(duo.a.engine.mainModeSas()[0]!.localIdentity).toBe(event!.remoteIdentity);
    expect(event!.provedBy).toContain(DN);
  });

  test.each<IdentityConfig>([
    { type: 'address', value: '192.0.2.1' },
    { type: 'fqdn', value: 'alpha.lab.example' },
  ])('may be one of its alternative names: $type', (identity) => {
    const duo = play(identity, identity);
    expect(duo.b.of('main-mode-established')).toHaveLength(1);
    expect(duo.b.of('main-mode-established')[0]!.remoteIdentity).toContain(identity.value);
  });

  test('may be expected by name, however it is written', () => {
    const value = 'o=espial LAB,cn=Alpha';
    expect(play(undefined, { type: 'dn', value }).b.of('main-mode-established')).toHaveLength(1);
  });

  test('that is not the expected one is refused after it is proved, and both say so', () => {
    const duo = play(undefined, { type: 'dn', value: 'O=Espial Lab, CN=gamma' });
    expect(duo.b.failures).toMatchObject([
      {
        code: 'peer-identity-not-accepted',
        title: 'a proved its identity with certificates, but it is not the one expected.',
        comparison: [
          { local: 'O=Espial Lab, CN=gamma (ID_DER_ASN1_DN)', peer: `${DN} (ID_DER_ASN1_DN)` },
        ],
      },
    ]);
    expect(duo.a.failures[0]).toMatchObject({ code: 'peer-identity-not-accepted' });
    expect(duo.a.failures[0]!.title).toBe(
      "b does not accept the identity of this host's certificate.",
    );
  });

  test('of a pre-shared key is still the address, in the words of before', () => {
    const duo = new Duo({ b: { peer: { remoteIdentity: { type: 'fqdn', value: 'x.example' } } } });
    duo.complete();
    expect(duo.b.failures[0]!.title).toContain('proved the pre-shared key');
  });

  test('goes with the certificate that is chosen, where there are several', async () => {
    const other = await makeLab({ now: NOW, organization: 'Another House' });
    const [first, second] = [lab, other].map((one) => byCertificate(one, { own: ['alpha'] }));
    if (first?.method !== 'certificate' || second?.method !== 'certificate') throw new Error();
    const certificates = [...first.certificates, ...second.certificates];
    const roots = [...first.trust.roots, ...second.trust.roots];
    const trust = { ...first.trust, roots };
    const a = certified(lab, { own: ['alpha'] });
    const duo = new Duo({
      a: { ...a, peer: { authentication: [{ ...first, certificates, trust }] } },
      b: certified(other, { own: ['beta'] }),
    });
    duo.complete();
    expect(duo.a.of('main-mode-established')[0]!.localIdentity).toBe(
      'O=Another House, CN=alpha (ID_DER_ASN1_DN)',
    );
  });
});
