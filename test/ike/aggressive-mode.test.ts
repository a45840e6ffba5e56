import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { decodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { Duo, disagreements, established } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  peer: { dialect: { ...DEFAULT_DIALECT, aggressive } },
});
const AGGRESSIVE = { a: dialect('initiate'), b: dialect('accept') };

describe('aggressive mode', () => {
  test('takes three messages, and quick mode follows', () => {
    const duo = new Duo(AGGRESSIVE);
    const flights = duo.complete();
    expect(flights.map(({ message }) => decodeHeader(message).exchangeType)).toEqual([
      4, 4, 4, 5, 32, 5, 32, 32,
    ]);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    expect([...duo.a.drops, ...duo.b.drops]).toEqual([]);
  });

  test('sends SA, KE, nonce, identity and in message 2 the hash; message 3 is encrypted', () => {
    const [one, two, three] = new Duo(AGGRESSIVE).complete();
    const kinds = (message: Uint8Array): string[] =>
      decodePayloads(message[16]!, message, 28)
        .payloads.map(({ kind }) => kind)
        .filter((kind) => kind !== 'vendor-id');
    expect(kinds(one!.message)).toEqual(['sa', 'ke', 'nonce', 'id']);
    expect(kinds(two!.message)).toEqual(['sa', 'ke', 'nonce', 'id', 'hash', 'nat-d', 'nat-d']);
    expect(decodeHeader(three!.message).flags & 1).toBe(1);
  });

  test('says INITIAL-CONTACT behind itself and protected, never in its own messages (RFC 2407 4.6.3)', () => {
    const duo = new Duo(AGGRESSIVE);
    duo.complete();
    for (const side of [duo.a, duo.b]) {
      const said = side.of('isakmp-sent').filter(({ payloads }) => payloads.join().includes('N('));
      expect(said).toMatchObject([
        { exchange: 'informational', encrypted: true, payloads: ['HASH(1)', 'N(INITIAL-CONTACT)'] },
      ]);
      expect(side.of('notify-received')).toMatchObject([{ authenticated: true }]);
    }
  });

  test('is said to have shown a hash, once on each side', () => {
    const duo = new Duo(AGGRESSIVE);
    duo.complete();
    expect(duo.a.of('aggressive-hash-shown')).toHaveLength(1);
    expect(duo.b.of('aggressive-hash-shown')).toHaveLength(1);
  });
});
