import { beforeAll, describe, expect, test } from 'vitest';
import { equal, toHex } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import type { OwnCertificate } from '../../../src/ike/auth/credentials.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { readName } from '../../../src/wire/distinguished-name.ts';
import { HEADER_OCTETS } from '../../../src/wire/isakmp/header.ts';
import type { DecodedPayload, Payload } from '../../../src/wire/isakmp/payload.ts';
import { decodePayloads } from '../../../src/wire/isakmp/payloads.ts';
import { encodeName } from '../../../src/wire/name-of-text.ts';
import { Bench } from '../bench.ts';
import { Duo } from '../duo.ts';
import { data } from '../payloads.ts';
import { kinds, Puppet } from '../puppet.ts';
import { answerAt, byCertificate, certified, NOW } from './certified.ts';
import { RSA_OFFER, request, signed } from './signer.ts';

let lab: Lab;
let other: Lab;
let root: Uint8Array;
let otherRoot: Uint8Array;
let alpha: OwnCertificate;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, key: 'rsa1024' });
  other = await makeLab({ now: NOW, key: 'rsa1024', organization: 'Another House' });
  [root, otherRoot] = [lab, other].map((one) => labTrust(one).roots[0]!.subject) as [
    Uint8Array,
    Uint8Array,
  ];
  alpha = peerCertificate(lab.peer('alpha'));
});

/** A host with a certificate of both houses, that of the first one first. */
function bench(): Bench {
  const [first, second] = [
    byCertificate(lab, { own: ['beta'] }),
    byCertificate(other, { own: ['beta'] }),
  ];
  if (first.method !== 'certificate' || second.method !== 'certificate') throw new Error();
  const certificates = [...first.certificates, ...second.certificates];
  return new Bench({
    peer: { authentication: [{ ...first, certificates }] },
    answer: answerAt(NOW),
  });
}

/** Which of the two certificates the bench sends as a responder that was asked in these messages. */
function chosen(asked: { readonly [message in 1 | 3 | 5]?: readonly Payload[] }): string {
  const host = bench();
  const puppet = new Puppet(host, { role: 'initiator', signs: true });
  puppet.offer(RSA_OFFER, asked[1]);
  const keys = [data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)];
  puppet.exchangeKeys(puppet.clear([...keys, ...(asked[3] ?? [])]));
  const answer = puppet.prove([...signed(puppet, alpha), ...(asked[5] ?? [])]);
  return host.failures[0]?.code ?? houseOf(answer);
}

function houseOf(payloads: readonly DecodedPayload[]): string {
  const sent = payloads.filter((one) => one.kind === 'cert').map((one) => one.data);
  const houses = { 'the first': lab, 'the second': other };
  for (const [name, house] of Object.entries(houses)) {
    const { certificate, chain } = peerCertificate(house.peer('beta'));
    const whole = [certificate, ...chain];
    if (whole.length === sent.length && whole.every((one, i) => equal(one, sent[i]!))) return name;
  }
  return `${sent.length} certificates`;
}

describe('certificate requests that this host sends', () => {
  const side = (nameRoots: boolean, own: string) => certified(lab, { own: [own], nameRoots });

  test('name its trusted roots in messages 3 and 4', () => {
    const duo = new Duo({ a: side(true, 'alpha'), b: side(false, 'beta') });
    const passed = duo.complete();
    const requests = passed.map(({ message }) =>
      message[19] === 0
        ? decodePayloads(message[16]!, message, HEADER_OCTETS).payloads.flatMap((one) =>
            one.kind === 'certreq' ? [[one.encoding, toHex(one.data)]] : [],
          )
        : [],
    );
    expect(requests.slice(0, 4)).toEqual([[], [], [[4, toHex(root)]], [[4, '']]]);
    expect(readName(root)).toBeDefined();
    const names = duo.a.events.flatMap((event) =>
      event.kind === 'isakmp-sent' || event.kind === 'isakmp-received' ? [event.payloads] : [],
    );
    expect(names[2]).toEqual(['KE', 'Ni', 'CERTREQ', 'NAT-D', 'NAT-D']);
    expect(names[4]).toEqual(['IDii', 'CERT', 'CERT', 'SIG_I', expect.stringMatching(/./)]);
    expect(names[5]!.slice(0, 4)).toEqual(['IDir', 'CERT', 'CERT', 'SIG_R']);
  });

  test('are not more than there is a bound for, however many roots are trusted', () => {
    const one = labTrust(lab).roots[0]!;
    const trust = { roots: Array.from({ length: 200 }, () => one) };
    const a = certified(lab, { own: ['alpha'], trust });
    const duo = new Duo({ a, b: side(true, 'beta') });
    const [, , message3] = duo.complete();
    const { payloads } = decodePayloads(message3!.message[16]!, message3!.message, HEADER_OCTETS);
    const requests = payloads.filter(({ kind }) => kind === 'certreq');
    expect(requests).toHaveLength(LIMITS.requestedAuthorities);
    expect(duo.b.of('main-mode-established')).toHaveLength(1);
  });
});

describe('certificate requests that come', () => {
  test('choose the certificate, in whatever message of main mode they come', () => {
    expect(chosen({})).toBe('the first');
    for (const message of [1, 3, 5] as const) {
      expect(chosen({ [message]: [request(otherRoot)] })).toBe('the second');
      expect(chosen({ [message]: [request(root)] })).toBe('the first');
    }
    expect(chosen({ 3: [request(otherRoot)], 5: [request(root)] })).toBe('the first');
  });

  test('name intermediates too, or any authority with an empty name', () => {
    const [, intermediate] = peerCertificate(other.peer('beta')).authorities;
    const issuer = peerCertificate(other.peer('beta')).authorities[0]!;
    expect(equal(issuer, intermediate!)).toBe(false);
    expect(chosen({ 3: [request(issuer)] })).toBe('the second');
    expect(chosen({ 3: [request()] })).toBe('the first');
    expect(chosen({ 3: [request(otherRoot), request()] })).toBe('the first');
  });

  test('mean a name, not its octets: kinds of strings and case do not count (RFC 5280 7.1)', () => {
    const swapped = (from: number, to: number): Uint8Array =>
      otherRoot.map((octet) => (octet === from ? to : octet));
    const name = readName(otherRoot)!;
    const upper = encodeName(
      name.map((part) =>
        part.map(({ type, value }) => ({ type, value: String(value).toUpperCase() })),
      ),
    );
    // RFC 5280 4.1.2.4: 0x13 is a PrintableString, 0x0c a UTF8String.
    const variants = [swapped(0x13, 0x0c), swapped(0x0c, 0x13)];
    const others = variants.filter((another) => !equal(another, otherRoot));
    expect(others).not.toEqual([]);
    for (const another of others) expect(chosen({ 3: [request(another)] })).toBe('the second');
    expect(equal(upper, otherRoot)).toBe(false);
    expect(chosen({ 3: [request(upper)] })).toBe('the second');
  });

  test('in encodings that this host does not speak ask for nothing (RFC 2408 3.10)', () => {
    expect(chosen({ 3: [request(otherRoot, 5), request(otherRoot, 1)] })).toBe('the first');
  });

  test('for what there is not are refused, by name', () => {
    expect(chosen({ 3: [request(Uint8Array.of(0x30, 0))] })).toBe('no-certificate-for-request');
    expect(chosen({ 3: [request(Uint8Array.of(1, 2, 3))] })).toBe('no-certificate-for-request');
  });

  test('are remembered up to a bound, and each once', () => {
    const many = (first: number) =>
      Array.from({ length: 40 }, (_, i) => request(Uint8Array.of(first, i)));
    // 80 different ones, and the right one behind them: that one is not looked at any more.
    const asked = { 1: many(1), 3: many(2), 5: [request(otherRoot)] };
    expect(chosen(asked)).toBe('no-certificate-for-request');
    expect(chosen({ 1: many(1), 3: many(1), 5: [request(otherRoot)] })).toBe('the second');
  });

  test('reach an initiator in messages 2 and 4', () => {
    for (const [second, fourth] of [
      [[request(otherRoot)], []],
      [[], [request(otherRoot)]],
    ] as const) {
      const host = bench();
      const puppet = new Puppet(host, { role: 'responder', signs: true });
      const [message3] = puppet.give(puppet.message2(host.initiate()[0]!, undefined, second));
      expect(kinds(puppet.takeKeys(message3!))).toContain('ke nonce certreq');
      const keys = [data('ke', puppet.pair.publicValue), data('nonce', puppet.nr)];
      const [message5] = puppet.give(puppet.clear([...keys, ...fourth]));
      expect(houseOf(puppet.open(message5!))).toBe('the second');
      puppet.give(puppet.sealed(signed(puppet, alpha)));
      expect(host.of('main-mode-established')).toHaveLength(1);
    }
  });
});
