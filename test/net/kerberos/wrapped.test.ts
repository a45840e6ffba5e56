import { describe, expect, it } from 'vitest';
import { EMPTY, fromHex, toHex } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { codeOf, flipped, Lab, messageOf, problemOf, tokenOf } from './lab.ts';

const HASH = fromHex('0102030405060708090a0b0c0d0e0f1011121314');

describe('a sealed message', () => {
  const lab = new Lab();
  const { alpha, bravo } = lab.established();
  const sealed = lab.wrap(alpha, HASH);

  it('does not open where one bit of it is another, and opens afterwards as it is', () => {
    for (let at = 0; at < sealed.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const code = codeOf(lab.unwrap(bravo, flipped(sealed, at, bit)));
        expect(['ticket-altered', 'token-malformed']).toContain(code);
      }
    }
    expect(toHex(messageOf(lab.unwrap(bravo, sealed)))).toBe(toHex(HASH));
  });

  it('is taken once', () => {
    expect(problemOf(lab.unwrap(bravo, sealed))).toMatchObject({
      code: 'ticket-replayed',
      subject: 'host/alpha.lab.example@LAB.EXAMPLE',
      detail:
        'Sealed message 0 of host/alpha.lab.example@LAB.EXAMPLE came a second time in this context.',
    });
  });

  it('sent back to its maker does not open', () => {
    expect(codeOf(lab.unwrap(alpha, lab.wrap(alpha, HASH)))).toBe('ticket-altered');
  });

  it('sent back with the other direction written on it does not open either', () => {
    const reflected = lab.wrap(alpha, HASH);
    const direction = reflected.length - (HASH.length + 16) - 2 - 4 - 1;
    expect(reflected[direction]).toBe(0);
    expect(codeOf(lab.unwrap(alpha, flipped(reflected, direction)))).toBe('ticket-altered');
  });

  it('of another context of the same two hosts does not open', () => {
    const other = lab.established();
    expect(codeOf(lab.unwrap(other.bravo, lab.wrap(alpha, HASH)))).toBe('ticket-altered');
    expect(codeOf(lab.unwrap(bravo, lab.wrap(other.alpha, HASH)))).toBe('ticket-altered');
  });

  it('may be lost: the next one opens, and then the lost one no more', () => {
    const { alpha: from, bravo: to } = lab.established();
    const [first, second] = [lab.wrap(from, HASH), lab.wrap(from, EMPTY)];
    expect(messageOf(lab.unwrap(to, second))).toHaveLength(0);
    expect(codeOf(lab.unwrap(to, first))).toBe('ticket-replayed');
  });

  it('of the same text is different octets each time', () => {
    expect(toHex(lab.wrap(alpha, HASH))).not.toBe(toHex(lab.wrap(alpha, HASH)));
  });
});

it('a context that is not established seals and opens nothing', () => {
  const lab = new Lab();
  const { context } = tokenOf(lab.initiate());
  for (const kind of ['gss-wrap', 'gss-unwrap'] as const) {
    expect(codeOf(lab.alphas.answer({ kind, context, message: HASH }, 0))).toBe('token-malformed');
  }
  const strange = { kind: 'gss-context' as const };
  expect(codeOf(lab.finish(strange, HASH))).toBe('token-malformed');
});

it('a message that is too long is not sealed', () => {
  const lab = new Lab();
  const { alpha, bravo } = lab.established();
  const seal = (octets: number) =>
    lab.alphas.answer({ kind: 'gss-wrap', context: alpha, message: new Uint8Array(octets) }, 0);
  expect(codeOf(seal(LIMITS.gssMessageOctets + 1))).toBe('token-malformed');
  const longest = messageOf(seal(LIMITS.gssMessageOctets));
  expect(messageOf(lab.unwrap(bravo, longest))).toHaveLength(LIMITS.gssMessageOctets);
});
