import { beforeAll, describe, expect, test } from 'vitest';
import type { Authentication } from '../../../src/ike/auth/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { byKey } from '../../../src/sim/pair-config.ts';
import { Duo } from '../duo.ts';
import { answerAt, byCertificate, NOW } from './certified.ts';

let lab: Lab;
let rsa: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
  rsa = await makeLab({ now: NOW, key: 'rsa1024', organization: 'RSA House' });
});

const KEY = byKey('a key that both know');

/** A host whose computer is in no domain. */
const NO_DOMAIN: Authentication = {
  method: 'kerberos',
  kerberos: {
    principal: undefined,
    key: undefined,
    realm: undefined,
    clockSkewSeconds: 300,
    remotePrincipal: undefined,
  },
};

function play(a: readonly Authentication[], b: readonly Authentication[]): Duo {
  const answer = answerAt(NOW);
  const duo = new Duo({
    a: { peer: { authentication: a }, answer },
    b: { peer: { authentication: b }, answer },
  });
  duo.complete();
  return duo;
}

function outcome({ a, b }: Duo) {
  return [a, b].map((side) =>
    side.of('main-mode-established').map(({ authentication, passedOver }) => ({
      authentication,
      passedOver,
    })),
  );
}

describe('a list of methods', () => {
  test('lands on certificates where this host is in no domain, and says so', () => {
    const list = [NO_DOMAIN, byCertificate(lab, { own: ['alpha'] }), KEY];
    const duo = play(list, [byCertificate(lab, { own: ['beta'] })]);
    expect(outcome(duo)).toEqual([
      [
        {
          authentication: 'ECDSA on P-256',
          passedOver: ['Kerberos was passed over: this computer is in no domain.'],
        },
      ],
      [{ authentication: 'ECDSA on P-256', passedOver: [] }],
    ]);
    const [sa] = duo.a.engine.mainModeSas();
    expect(sa!.passedOver).toEqual(['Kerberos was passed over: this computer is in no domain.']);
    expect(sa!.provedBy).toContain('CN=beta');
  });

  test('lands on the pre-shared key where the responder has nothing else', () => {
    const list = [byCertificate(lab, { own: ['alpha'] }), KEY];
    expect(outcome(play(list, [KEY]))).toEqual([
      [
        {
          authentication: 'pre-shared key',
          passedOver: ['ECDSA on P-256 was passed over: b chose pre-shared key from the offer.'],
        },
      ],
      [{ authentication: 'pre-shared key', passedOver: [] }],
    ]);
  });

  test('of a responder is tried in the order of the initiator', () => {
    const list = [byCertificate(lab, { own: ['beta'] }), KEY];
    expect(outcome(play([KEY], list))[1]).toEqual([
      {
        authentication: 'pre-shared key',
        passedOver: ['ECDSA on P-256 was passed over: a did not offer it.'],
      },
    ]);
    const turned = play([KEY, byCertificate(lab, { own: ['alpha'] })], list);
    expect(outcome(turned)[1]).toEqual([
      {
        authentication: 'pre-shared key',
        passedOver: ['ECDSA on P-256 was passed over: a offers pre-shared key before it.'],
      },
    ]);
  });

  test('offers one method for each kind of key, in the order of the certificates', () => {
    const both = (own: 'alpha' | 'beta'): Authentication => {
      const [first, second] = [
        byCertificate(rsa, { own: [own] }),
        byCertificate(lab, { own: [own] }),
      ];
      if (first.method !== 'certificate' || second.method !== 'certificate') throw new Error();
      return {
        ...first,
        certificates: [...second.certificates, ...first.certificates],
        trust: { ...first.trust, roots: [...first.trust.roots, ...second.trust.roots] },
      };
    };
    const [a, b] = outcome(play([both('alpha')], [byCertificate(rsa, { own: ['beta'] })]));
    // The responder does not know the root of the other certificate, and asks for its own.
    expect(a).toEqual([
      {
        authentication: 'RSA signatures',
        passedOver: ['ECDSA on P-256 was passed over: b chose RSA signatures from the offer.'],
      },
    ]);
    expect(b).toEqual([{ authentication: 'RSA signatures', passedOver: [] }]);
    expect(outcome(play([both('alpha')], [both('beta')]))[0]).toEqual([
      { authentication: 'ECDSA on P-256', passedOver: [] },
    ]);
  });

  test('passes certificates without a private key over', () => {
    const lame = byCertificate(lab, { own: ['alpha'] });
    if (lame.method !== 'certificate') throw new Error();
    const keyless = {
      ...lame,
      certificates: lame.certificates.map((one) => ({ ...one, key: undefined })),
    };
    const [a] = outcome(play([keyless, KEY], [byCertificate(lab, { own: ['beta'] }), KEY]));
    expect(a).toEqual([
      {
        authentication: 'pre-shared key',
        passedOver: [
          'ECDSA on P-256 was passed over: this host has a certificate with an ECDSA key on P-256, but not its private key.',
        ],
      },
    ]);
  });

  test('of which nothing can be used is a failure before anything is sent', () => {
    const bare = byCertificate(lab, { own: [] });
    const rootless = byCertificate(lab, { own: ['alpha'], trust: { roots: [] } });
    const duo = play([NO_DOMAIN, bare], [KEY]);
    expect(duo.a.failures[0]).toMatchObject({
      code: 'no-usable-method',
      detail:
        'Each method of its policy has an obstacle. Kerberos: this computer is in no domain. RSA signatures: this host has no certificate.',
    });
    expect(duo.a.sent).toEqual([]);
    expect(play([rootless], [KEY]).a.failures[0]!.detail).toContain('this host trusts no root');
  });

  test('that nothing was sent, the failure says too', () => {
    const bare = byCertificate(lab, { own: [] });
    for (const [list, code] of [
      [[NO_DOMAIN], 'not-in-domain'],
      [[NO_DOMAIN, bare], 'no-usable-method'],
    ] as const) {
      const { a, b } = play(list, [KEY]);
      expect(a.failures[0]).toMatchObject({ code, notify: undefined });
      expect(b.failures).toEqual([]);
    }
  });

  test('without a common method names the obstacles of the responder', () => {
    const duo = play([byCertificate(lab, { own: ['alpha'] })], [NO_DOMAIN, KEY]);
    const [failure] = duo.b.failures;
    expect(failure).toMatchObject({ code: 'no-common-main-mode-proposal' });
    expect(failure!.advice).toContain(
      'This host lists what it cannot use: Kerberos: this computer is in no domain.',
    );
    expect(failure!.comparison).toContainEqual(
      expect.objectContaining({ what: 'authentication', differs: true }),
    );
  });
});

describe('what cannot be', () => {
  test('certificates in aggressive mode are refused before anything is sent', () => {
    const dialect = { name: 'default', aggressive: 'initiate', refuseWeak: false } as const;
    const authentication = [byCertificate(lab, { own: ['alpha'] })];
    const duo = new Duo({ a: { peer: { authentication, dialect } } });
    duo.complete();
    expect(duo.a.failures[0]).toMatchObject({ code: 'no-usable-method' });
    expect(duo.a.failures[0]!.detail).toContain(
      'ECDSA on P-256: aggressive mode is spoken with pre-shared keys alone.',
    );
    expect(duo.a.sent).toEqual([]);
  });

  test('a responder that lacks the private key alone says so, and tells it', () => {
    const lame = byCertificate(lab, { own: ['beta'] });
    if (lame.method !== 'certificate') throw new Error();
    const certificates = lame.certificates.map((one) => ({ ...one, key: undefined }));
    const duo = play([byCertificate(lab, { own: ['alpha'] })], [{ ...lame, certificates }, KEY]);
    expect(duo.b.failures[0]).toMatchObject({ code: 'no-private-key', failurePoint: 'Me' });
    duo.advance(600_000);
    expect(duo.a.failures[0]).toMatchObject({
      code: 'peer-says-no-private-key',
      certainty: 'likely',
    });
  });
});
