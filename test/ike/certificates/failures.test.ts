import { beforeAll, describe, expect, test } from 'vitest';
import type { PeerPolicy } from '../../../src/ike/policy.ts';
import { labTrust } from '../../../src/lab/pki/credentials.ts';
import type { FlawName } from '../../../src/lab/pki/flaws.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo, type DuoOptions } from '../duo.ts';
import { type ByCertificate, certified, NOW } from './certified.ts';

interface Row {
  readonly problem: string;
  readonly own: 'alpha' | FlawName;
  /** What the side that judges has beside the laboratory's root. */
  readonly judge?: Partial<ByCertificate>;
  readonly identity?: PeerPolicy['localIdentity'];
  /** The refused side's title, and the refusing side's, in part. */
  readonly words: readonly [string, string];
}

const FLAWS: readonly FlawName[] = [
  'expired',
  'not-yet-valid',
  'revoked',
  'wrong-usage',
  'other-ca',
  'issuer-no-ca',
  'other-identity',
  'crl-out-of-date',
  'crl-missing',
  'crl-forged',
  'missing-intermediate',
  'wrong-key',
  'altered',
];

/** What the host that judges finds wrong with the other's certificate. */
const ROWS: readonly Row[] = [
  {
    problem: 'untrusted-root',
    own: 'other-ca',
    judge: { nameRoots: false },
    words: ['a root that this host does not trust', "does not trust the root of this host's"],
  },
  {
    problem: 'missing-intermediate',
    own: 'missing-intermediate',
    words: ['a link is missing', "finds no way from this host's certificate to a root"],
  },
  {
    problem: 'certificate-expired',
    own: 'expired',
    words: ['has expired', "says that this host's certificate, or one above it, has expired"],
  },
  {
    problem: 'certificate-not-yet-valid',
    own: 'not-yet-valid',
    words: ['is not valid yet', "this host's certificate, or one above it, is not valid yet"],
  },
  {
    problem: 'certificate-revoked',
    own: 'revoked',
    judge: { trust: { revocation: 1 } },
    words: ['has been revoked', "this host's certificate, or one above it, was revoked"],
  },
  {
    problem: 'crl-missing',
    own: 'crl-missing',
    judge: { trust: { revocation: 2 } },
    words: ['This host has no revocation list', 'has no revocation list to check this host'],
  },
  {
    problem: 'crl-out-of-date',
    own: 'crl-out-of-date',
    judge: { trust: { revocation: 2 } },
    words: ['is out of date', 'has only an old revocation list'],
  },
  {
    problem: 'crl-unusable',
    own: 'crl-forged',
    judge: { trust: { revocation: 2 } },
    words: ['cannot be used', 'cannot use its revocation list'],
  },
  {
    problem: 'certificate-wrong-usage',
    own: 'wrong-usage',
    words: ['is not made for IKE', "this host's certificate is not made for IKE"],
  },
  {
    problem: 'not-an-authority',
    own: 'issuer-no-ca',
    words: [
      'issued by one that may not',
      "an issuer above this host's certificate is no authority",
    ],
  },
  {
    problem: 'identity-not-in-certificate',
    own: 'other-identity',
    identity: { type: 'fqdn', value: 'alpha.lab.example' },
    words: ['does not hold the identity', "does not find this host's stated identity"],
  },
  {
    problem: 'signature-wrong',
    own: 'wrong-key',
    words: ['The signature of', "says that this host's signature is wrong"],
  },
  {
    problem: 'certificate-malformed',
    own: 'altered',
    words: ['cannot be read', 'cannot read the certificate that this host sent'],
  },
];

describe('a certificate that the peer does not take', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await makeLab({ now: NOW, flaws: FLAWS });
  });
  const titles = new Map<string, string>();

  /** What both sides say: first the one that judges, then the refused one. */
  function play(row: Row, refused: 'a' | 'b') {
    const holder = certified(lab, { own: [row.own] });
    const judge = certified(lab, { own: ['beta'], ...row.judge });
    const stated =
      row.identity === undefined
        ? holder
        : { ...holder, peer: { ...holder.peer, localIdentity: row.identity } };
    const sides: DuoOptions = refused === 'a' ? { a: stated, b: judge } : { a: judge, b: stated };
    const duo = new Duo(sides);
    duo.complete();
    const [own, peer] = refused === 'a' ? [duo.b, duo.a] : [duo.a, duo.b];
    return { duo, judged: own.of('main-mode-failed'), told: peer.of('main-mode-failed') };
  }

  test.each(ROWS)('$problem: the responder refuses message 5, and both say why', (row) => {
    const { duo, judged, told } = play(row, 'a');
    expect(judged).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(judged[0]!.failure).toMatchObject({ code: row.problem, where: 'main mode, message 5' });
    expect(told[0]!.failure).toMatchObject({
      code: `peer-says-${row.problem}`,
      where: 'main mode, message 5',
      windowsError: judged[0]!.failure.windowsError,
    });
    expect(judged[0]!.failure.title).toContain(row.words[0]);
    expect(told[0]!.failure.title).toContain(row.words[1]);
    expect(duo.a.of('main-mode-established')).toEqual([]);
    expect(duo.b.of('main-mode-established')).toEqual([]);
    for (const { failure } of [judged[0]!, told[0]!]) {
      for (const text of [failure.title, failure.detail]) {
        expect(titles.get(text) ?? row.problem).toBe(row.problem);
        titles.set(text, row.problem);
      }
    }
  });

  test.each(ROWS)('$problem: the initiator refuses message 6, and both say why', (row) => {
    const { duo, judged, told } = play(row, 'b');
    expect(judged[0]!.failure).toMatchObject({ code: row.problem, where: 'main mode, message 6' });
    expect(told).toHaveLength(1);
    expect(told[0]!.failure).toMatchObject({
      code: `peer-says-${row.problem}`,
      where: 'main mode, message 6',
    });
    expect(told[0]!.failure.title).toContain(row.words[1]);
    // The responder had called it established (RFC 2409 5); nothing is left of it.
    expect(duo.a.of('main-mode-established')).toEqual([]);
    expect(duo.b.of('main-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
    expect([...duo.a.engine.mainModeSas(), ...duo.b.engine.mainModeSas()]).toEqual([]);
  });

  test('every one of them has other words on either side', () => {
    expect(titles.size).toBe(ROWS.length * 4);
  });
});

describe('a host that cannot prove itself', () => {
  let lab: Lab;
  let other: Lab;
  beforeAll(async () => {
    lab = await makeLab({ now: NOW, flaws: ['no-key'] });
    other = await makeLab({ now: NOW, organization: 'Another House' });
  });

  test.each(['a', 'b'] as const)('without its private key: %s says so, and is told', (lame) => {
    const sides = {
      [lame]: certified(lab, { own: ['no-key'] }),
      [lame === 'a' ? 'b' : 'a']: certified(lab, { own: ['beta'] }),
    };
    const duo = new Duo(sides);
    duo.complete();
    const [own, peer] = lame === 'a' ? [duo.a, duo.b] : [duo.b, duo.a];
    expect(own.failures[0]).toMatchObject({ code: 'no-private-key', failurePoint: 'Me' });
    expect(own.failures[0]!.title).toBe(
      `This host has no private key to sign with for ${own.peer.name}.`,
    );
    expect(own.failures[0]!.detail).toContain('CN=no-key');
    expect(peer.failures[0]).toMatchObject({ code: 'peer-says-no-private-key' });
    expect(peer.failures[0]!.title).toContain('cannot sign: it has no private key');
  });

  test.each(['a', 'b'] as const)('without a certificate that is asked for: %s says so', (lame) => {
    const sides = {
      [lame]: certified(lab, { own: ['beta'], trust: labTrust(other), nameRoots: false }),
      [lame === 'a' ? 'b' : 'a']: certified(other, { own: ['alpha'] }),
    };
    const duo = new Duo(sides);
    duo.complete();
    const [own, peer] = lame === 'a' ? [duo.a, duo.b] : [duo.b, duo.a];
    expect(own.failures[0]).toMatchObject({ code: 'no-certificate-for-request', notify: 28 });
    expect(own.failures[0]!.title).toContain('no certificate of an authority');
    expect(peer.failures[0]).toMatchObject({ code: 'peer-says-no-certificate-for-request' });
    expect(peer.failures[0]!.title).toContain('has no certificate of an authority');
  });
});
