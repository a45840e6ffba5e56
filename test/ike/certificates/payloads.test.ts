import { beforeAll, describe, expect, test } from 'vitest';
import { concat, EMPTY, toHex } from '../../../src/base/bytes.ts';
import { derElement } from '../../../src/base/der.ts';
import type { OwnCertificate } from '../../../src/ike/auth/credentials.ts';
import type { Effect } from '../../../src/ike/effects.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import type { Payload } from '../../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions } from '../bench.ts';
import { data, id } from '../payloads.ts';
import { Puppet } from '../puppet.ts';
import { answerAt, certified, NOW } from './certified.ts';
import { certificate, RSA_OFFER, signed } from './signer.ts';

let lab: Lab;
let alpha: OwnCertificate;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, key: 'rsa1024', flaws: ['revoked'] });
  alpha = peerCertificate(lab.peer('alpha'));
});

/** A responder that gets a message 5 with these payloads; what it asked to be checked. */
function prove(
  payloads: (puppet: Puppet) => readonly Payload[],
  options: Partial<BenchOptions> = {},
) {
  const effects: Effect[] = [];
  const answer = (effect: Effect) => {
    effects.push(effect);
    return answerAt(NOW)(effect);
  };
  const bench = new Bench({ ...certified(lab, { own: ['beta'] }), answer, ...options });
  const puppet = new Puppet(bench, { role: 'initiator', signs: true });
  puppet.offer(RSA_OFFER);
  puppet.exchangeKeys();
  const reply = puppet.prove([...payloads(puppet)]);
  const checked = effects.find((effect) => effect.kind === 'verify');
  return { bench, puppet, reply, checked };
}

/** PKCS #7 without a signer around certificates, as `openssl crl2pkcs7` makes it. */
function wrapped(...certificates: readonly Uint8Array[]): Payload {
  const oid = (last: number) =>
    Uint8Array.of(0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, last);
  const signedData = derElement(
    0x30,
    Uint8Array.of(2, 1, 1),
    derElement(0x31),
    derElement(0x30, oid(1)),
    derElement(0xa0, ...certificates),
    derElement(0x31),
  );
  return certificate(derElement(0x30, oid(2), derElement(0xa0, signedData)), 1);
}

describe('certificates that come', () => {
  test('are checked in the order and with the octets that they came in', () => {
    const { bench, checked } = prove((puppet) => signed(puppet, alpha));
    expect(bench.of('main-mode-established')).toHaveLength(1);
    expect(checked!.certificates.map(toHex)).toEqual(
      [alpha.certificate, ...alpha.chain].map(toHex),
    );
    expect(checked!.identity).toMatchObject({ idType: 9 });
    expect(toHex(checked!.identity.data)).toBe(toHex(alpha.subject));
  });

  test('may come in any order, and around the other payloads', () => {
    const { bench } = prove((puppet) => {
      const [identity, signature] = signed(puppet, alpha, []);
      const [own, ...chain] = [alpha.certificate, ...alpha.chain].map((one) => certificate(one));
      return [...chain, identity!, signature!, own!];
    });
    expect(bench.of('main-mode-established')).toHaveLength(1);
  });

  test('wrapped in PKCS #7 are taken, as Windows sends a chain', () => {
    const { bench } = prove((puppet) =>
      signed(puppet, alpha, [wrapped(alpha.certificate, ...alpha.chain)]),
    );
    expect(bench.of('main-mode-established')).toHaveLength(1);
    const { bench: half } = prove((puppet) =>
      signed(puppet, alpha, [certificate(alpha.certificate), wrapped(...alpha.chain)]),
    );
    expect(half.of('main-mode-established')).toHaveLength(1);
  });

  test('with revocation lists beside them: these count (RFC 2408 3.9: encoding 7)', () => {
    const revoked = peerCertificate(lab.peer('revoked'));
    const lists = labTrust(lab).revocationLists.map((list) => certificate(list, 7));
    const trust = { revocationLists: [], revocation: 1 } as const;
    const chain = [revoked.certificate, ...revoked.chain].map((one) => certificate(one));
    const play = (payloads: readonly Payload[]) =>
      prove((puppet) => signed(puppet, revoked, payloads), {
        ...certified(lab, { own: ['beta'], trust }),
      }).bench;
    expect(play(chain).of('main-mode-established')).toHaveLength(1);
    expect(play([...chain, ...lists]).failures).toMatchObject([{ code: 'certificate-revoked' }]);
  });

  test('in encodings that are not read are named where nothing else came', () => {
    const { bench } = prove((puppet) =>
      signed(puppet, alpha, [
        certificate(alpha.certificate, 5),
        certificate(alpha.certificate, 9),
        certificate(alpha.certificate, 5),
      ]),
    );
    expect(bench.failures).toMatchObject([{ code: 'no-certificate-from-peer', notify: 28 }]);
    expect(bench.failures[0]!.detail).toContain(
      '(X.509 certificate - key exchange, SPKI certificate)',
    );
  });

  test('that are missing are a failure of their own', () => {
    const { bench, reply } = prove((puppet) => signed(puppet, alpha, []));
    expect(bench.failures).toMatchObject([{ code: 'no-certificate-from-peer' }]);
    expect(bench.failures[0]!.title).toBe('b signed, but sent no certificate to check that by.');
    // The refusal is protected by the keys, and says so by its type alone: a stranger is no Espial.
    const notify = reply.find(({ kind }) => kind === 'notify');
    expect(notify).toMatchObject({ notifyType: 28, data: EMPTY });
  });

  test('need not come where they are known beforehand', () => {
    const known = [alpha.certificate, ...alpha.chain];
    const { bench } = prove((puppet) => signed(puppet, alpha, []), {
      ...certified(lab, { own: ['beta'], trust: { known } }),
    });
    expect(bench.of('main-mode-established')).toHaveLength(1);
  });

  test('that are no certificates are said to be none', () => {
    for (const junk of [
      certificate(Uint8Array.of(0x30, 3, 1, 2, 3)),
      certificate(EMPTY),
      certificate(Uint8Array.of(0x30, 3, 1, 2, 3), 1),
      certificate(concat(alpha.certificate, EMPTY), 1),
    ]) {
      const { bench } = prove((puppet) => signed(puppet, alpha, [junk]));
      expect(bench.failures).toMatchObject([{ code: 'certificate-malformed', notify: 19 }]);
    }
  });

  test('are looked at up to a bound', () => {
    const { checked } = prove((puppet) =>
      signed(
        puppet,
        alpha,
        Array.from({ length: 60 }, () => certificate(EMPTY)),
      ),
    );
    expect(checked!.certificates).toHaveLength(32);
  });
});

describe('signatures that come', () => {
  test('of no octets, or of too many, are wrong', () => {
    for (const octets of [0, 1, 127, 129, 5000]) {
      const { bench } = prove((puppet) => [
        ...signed(puppet, alpha).slice(0, -1),
        data('sig', new Uint8Array(octets)),
      ]);
      expect(bench.failures).toMatchObject([{ code: 'signature-wrong', notify: 25 }]);
    }
  });

  test('over another identity than the one stated are wrong', () => {
    const { bench } = prove((puppet) => {
      const names = id(2, new TextEncoder().encode('alpha.lab.example'));
      return [names, ...signed(puppet, alpha).slice(1)];
    });
    expect(bench.failures).toMatchObject([{ code: 'signature-wrong' }]);
  });

  test('that are missing, or are two, or hashes, leave the exchange where it is', () => {
    const { bench, puppet } = prove((puppet) => signed(puppet, alpha).slice(0, -1));
    expect(bench.drops.at(-1)).toContain('SIG_I is missing (form: HDR*, IDii, [ CERT, ] SIG_I)');
    expect(bench.failures).toEqual([]);
    const twice = prove((one) => [...signed(one, alpha), data('sig', EMPTY)]);
    expect(twice.bench.drops.at(-1)).toContain('sig payload(s) too many');
    expect(prove((one) => one.proof()).bench.drops.at(-1)).toContain('SIG_I is missing');
    expect(puppet.keys.skeyid).toHaveLength(20);
  });
});
