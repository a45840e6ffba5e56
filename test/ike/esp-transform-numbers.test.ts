import { describe, expect, test } from 'vitest';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { Bench } from './bench.ts';
import { type AttributeRow, data, sa, transform } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

/** Transform, key length and authentication algorithm as they stand on the wire (RFC 4106 8, 4543 9, IANA). */
const NUMBERS: readonly [string, number, number | undefined, number | undefined][] = [
  ['aes128gcm8', 18, 128, undefined],
  ['aes192gcm8', 18, 192, undefined],
  ['aes256gcm12', 19, 256, undefined],
  ['aes128gcm16', 20, 128, undefined],
  ['aes128gmac', 23, 128, undefined],
  ['aes256gmac', 23, 256, undefined],
  ['aes128-aesxcbc', 12, 128, 9],
  ['3des-aesxcbc', 3, undefined, 9],
  ['aes192ctr-sha512', 13, 192, 7],
  ['null-aesxcbc', 11, undefined, 9],
];

function withPuppet(name: string): { bench: Bench; puppet: Puppet } {
  const bench = new Bench({ child: { proposals: [{ protocol: 'esp', suite: parseSuite(name) }] } });
  return { bench, puppet: new Puppet(bench, { role: 'initiator' }).mainMode() };
}

function rowsOf(keyBits: number | undefined, authentication: number | undefined): AttributeRow[] {
  const rows: AttributeRow[] = [[4, 2]];
  if (keyBits !== undefined) rows.push([6, keyBits]);
  if (authentication !== undefined) rows.push([5, authentication]);
  return rows;
}

/** What the engine answers to one transform. */
function answerTo(name: string, id: number, rows: readonly AttributeRow[]): string {
  const { puppet } = withPuppet(name);
  const spi = Uint8Array.of(0, 0, 0x20, 0);
  const offer = sa({ number: 1, protocol: 3, spi, transforms: [transform(1, id, rows)] });
  const [answer] = puppet.give(puppet.quick1(7, [offer, data('nonce', puppet.ni)]));
  return kinds(puppet.open(answer!));
}

describe('an ESP suite on the wire', () => {
  test.each(NUMBERS)(
    '%s is transform %i, key length %s, authentication %s',
    (name, id, bits, mac) => {
      const { puppet, bench } = withPuppet(name);
      const offer = puppet.open(bench.initiate('transport')[0]!).find(({ kind }) => kind === 'sa');
      const [offered] = offer?.kind === 'sa' ? offer.proposals[0]!.transforms : [];
      expect(offered!.id).toBe(id);
      const number = (wanted: number): number | undefined => {
        const found = offered!.attributes.find(({ type }) => type === wanted);
        return found === undefined ? undefined : found.value[0]! * 256 + found.value[1]!;
      };
      expect([number(6), number(5)]).toEqual([bits, mac]);
      expect(answerTo(name, id, rowsOf(bits, mac))).toBe('hash sa nonce');
    },
  );

  test.each(['aes128gcm8', 'aes128gmac'])(
    '%s takes no authentication algorithm beside it',
    (name) => {
      const [, id] = NUMBERS.find(([one]) => one === name)!;
      expect(answerTo(name, id, rowsOf(128, 2))).toBe('hash notify');
      expect(answerTo(name, id, rowsOf(undefined, undefined))).toBe('hash notify');
    },
  );

  test('ICVs of different lengths are different transforms', () => {
    expect(answerTo('aes128gcm8', 19, rowsOf(128, undefined))).toBe('hash notify');
    expect(answerTo('aes128gcm16', 18, rowsOf(128, undefined))).toBe('hash notify');
  });
});
