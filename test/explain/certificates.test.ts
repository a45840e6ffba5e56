/** Certificates, requests, signatures and names of strongSwan's transcripts are put into words. */

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { CERTIFICATE, EXCHANGE } from '../../src/wire/numbers/isakmp.ts';
import { captureOf, datagram, explain, explainMessage, treeOf, vectorText } from './explained.ts';
import { messageHex } from './messages.ts';

interface Cell {
  readonly initiatorCookie: string;
  readonly cipherKey: string;
  readonly datagrams: readonly {
    readonly datagram: string;
    readonly nonEspMarker: boolean;
    readonly direction: string;
  }[];
}

/** All frames of a transcript as people see them, every field on one line. */
function treesOf(name: string): string {
  const cell = JSON.parse(vectorText(`strongswan-certificates/${name}.json`)) as Cell;
  const packets = cell.datagrams.map(({ datagram: hex, nonEspMarker, direction }) => {
    const port = nonEspMarker ? 4500 : 500;
    return datagram(fromHex(hex), [port, port], direction === 'responder-to-initiator');
  });
  const keys = `${cell.initiatorCookie},${cell.cipherKey}`;
  return explain(captureOf(...packets), { keys })
    .map(oneLine)
    .join('\n');
}

function oneLine(frame: Parameters<typeof treeOf>[0]): string {
  return treeOf(frame).replace(/\n {30,}/g, ' ');
}

describe('the messages of strongSwan', () => {
  it('with ECDSA and an intermediate', () => {
    const text = treesOf('ecdsa256-aes128-sha256-ecp256-intermediate');
    expect(text).toContain('idType: 9 ID_DER_ASN1_DN');
    expect(text).toMatch(/302a310b30090603\.\. {2}data: C=XX, O=Peers, CN=em\n/);
    expect(text).toMatch(
      /data: C=XX, O=Peers, CN=em; issued by C=XX, O=Peers, CN=em-im1; valid from 2026-11-21 \d\d:\d\d:\d\d UTC to 2046-11-16 \d\d:\d\d:\d\d UTC; EC P-256; DNS:em.example; SHA-1 [0-9a-f]{40}\n/,
    );
    expect(text).toMatch(
      /data: C=XX, O=Peers, CN=em-im1; issued by C=XX, O=Peers, CN=CA; .*; authority: yes; SHA-1/,
    );
    expect(text).toMatch(/Certificate Request, 49 octets\n(.*\n){4}.*data: C=XX, O=Peers, CN=CA\n/);
    expect(text).toContain('data: 64 octets, as of ECDSA on P-256');
  });

  it.each([
    ['rsa2048-aes128-sha1-modp1024', '256 octets, as of RSA with 2048 bits', 'RSA 2048 bits'],
    ['rsa1024-3des-md5-modp1024', '128 octets, as of RSA with 1024 bits', 'RSA 1024 bits'],
    ['ecdsa384-aes256-sha1-modp1024', '96 octets, as of ECDSA on P-384', 'EC P-384'],
    ['ecdsa521-aes256-sha512-modp2048', '132 octets, as of ECDSA on P-521', 'EC P-521'],
  ])('%s', (name, signature, key) => {
    const text = treesOf(name);
    expect(text).toContain(`data: ${signature}`);
    expect(text).toContain(`; ${key};`);
  });
});

describe('certificate payloads of other kinds', () => {
  const shown = (payload: Payload): string =>
    oneLine(explainMessage(messageHex(EXCHANGE.identityProtection, [payload])));
  const certificate = (encoding: number, data: Uint8Array): string =>
    shown({ kind: 'cert', type: 6, encoding, data });
  const list = Buffer.from(
    vectorText('pki/files/inter2-crl.pem').replace(/-----.*-----/g, ''),
    'base64',
  );

  it('a request of any authority says so', () => {
    const empty = new Uint8Array(0);
    const text = shown({ kind: 'certreq', type: 7, encoding: 4, data: empty });
    expect(text).toContain('certificate request: any authority');
  });

  it('a revocation list says whose it is, how long it counts and how much it holds', () => {
    const text = certificate(CERTIFICATE.CRL, Uint8Array.from(list));
    expect(text).toMatch(
      /data: of .*CN=.*; \d+ certificates? revoked; this update .* UTC, next update .* UTC/,
    );
  });

  it('what is no certificate is not taken for one', () => {
    expect(certificate(CERTIFICATE.X509_SIGNATURE, fromHex('3003020101'))).toContain(
      'no X.509 certificate that can be read',
    );
    expect(certificate(CERTIFICATE.CRL, fromHex('3003020101'))).toMatch(/3003020101 +data$/);
    expect(certificate(CERTIFICATE.PGP, fromHex('3003020101'))).toMatch(/3003020101 +data$/);
  });

  it('a certificate with any octet changed does no harm', () => {
    const cell = vectorText(
      'strongswan-certificates/ecdsa256-aes128-sha256-ecp256-intermediate.json',
    );
    const good = fromHex(
      (JSON.parse(cell) as { authentication: { root: string } }).authentication.root,
    );
    for (let at = 0; at < good.length; at += 3) {
      const bad = good.slice();
      bad[at]! ^= 1 << (at & 7);
      expect(certificate(CERTIFICATE.X509_SIGNATURE, bad)).toContain('data: ');
      expect(certificate(CERTIFICATE.X509_SIGNATURE, good.subarray(0, at))).toContain(
        'Certificate',
      );
    }
  });
});
