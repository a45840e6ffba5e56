import { describe, expect, test } from 'vitest';
import { parseProtection } from '../../src/crypto/protection-names.ts';
import {
  checkQuickModeAnswer,
  offerQuickMode,
  selectQuickMode,
} from '../../src/ike/offers/quick-mode-offer.ts';
import { RFC_UDP_MODES } from '../../src/ike/offers/quick-mode-transform.ts';
import { DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { numberAttribute } from '../../src/wire/isakmp/attribute-number.ts';
import type { SaPayload } from '../../src/wire/isakmp/payload.ts';

const UDP = { use: 'never', modes: RFC_UDP_MODES } as const;
const SPIS = { esp: 0x1111, ah: 0x2222 };
const OWN = { esp: 0x3333, ah: 0x4444 };

function childOf(mode: 'transport' | 'tunnel', ...names: readonly string[]) {
  const proposals = names.map(parseProtection);
  const { policies } = pairConfig('a', { child: { proposals } });
  return policies.find(({ name }) => name === mode)!.protect!;
}

const offerOf = (mode: 'transport' | 'tunnel', ...names: readonly string[]) =>
  offerQuickMode(childOf(mode, ...names), SPIS, UDP, DEFAULT_DIALECT);

/** An offer with the attributes of one of its proposals changed. */
function changed(
  offer: SaPayload,
  protocol: number,
  type: number,
  value: number | undefined,
): SaPayload {
  const proposals = offer.proposals.map((proposal) => ({
    ...proposal,
    transforms: proposal.transforms.map((transform) => {
      if (proposal.protocol !== protocol) return transform;
      const rest = transform.attributes.filter((one) => one.type !== type);
      const added = value === undefined ? [] : [numberAttribute(type, value)];
      return { ...transform, attributes: [...rest, ...added] };
    }),
  }));
  return { ...offer, proposals };
}

describe('an offer of AH', () => {
  test.each([
    ['ah-md5', 2, 1],
    ['ah-sha1', 3, 2],
    ['ah-sha256', 5, 5],
    ['ah-sha384', 6, 6],
    ['ah-sha512', 7, 7],
    ['ah-aesxcbc', 9, 9],
  ])('names its algorithm twice: %s', (name, id, authentication) => {
    const offer = offerOf('transport', name);
    expect(offer.proposals).toMatchObject([{ number: 1, protocol: 2, transforms: [{ id }] }]);
    const child = childOf('transport', name);
    expect(selectQuickMode(offer, child, UDP)).toHaveProperty('choice');
    for (const other of [undefined, authentication === 2 ? 1 : 2]) {
      const wrong = changed(offer, 2, 5, other);
      expect(selectQuickMode(wrong, child, UDP)).toHaveProperty('mismatch');
    }
  });

  test('with ESP is two proposals of one number, AH first, one pair a bundle', () => {
    const names = ['ah-sha1+aes128-sha1', 'ah-sha1+3des-sha1', 'ah-md5', 'ah-sha1', 'aes128-sha1'];
    const { proposals } = offerOf('transport', ...names);
    const shown = proposals.map(({ number, protocol, spi, transforms }) => [
      number,
      protocol,
      spi[3],
      transforms.length,
    ]);
    expect(shown).toEqual([
      [1, 2, 0x22, 1],
      [1, 3, 0x11, 1],
      [2, 2, 0x22, 1],
      [2, 3, 0x11, 1],
      [3, 2, 0x22, 2],
      [4, 3, 0x11, 1],
    ]);
  });
});

describe('the answer to a bundle', () => {
  const name = 'ah-sha1+aes128-sha1';

  test('is both proposals, in the order in which they came, with own SPIs', () => {
    const offer = offerOf('tunnel', name);
    const child = childOf('tunnel', name);
    for (const proposals of [offer.proposals, offer.proposals.toReversed()]) {
      const selection = selectQuickMode({ ...offer, proposals }, child, UDP);
      if (!('answer' in selection)) throw new Error('nothing was chosen');
      const answer = selection.answer(OWN);
      expect(answer.proposals.map(({ protocol }) => protocol)).toEqual(
        proposals.map(({ protocol }) => protocol),
      );
      expect(checkQuickModeAnswer(answer, offer, child, UDP)).toMatchObject({
        peerSpis: OWN,
        mode: 'tunnel',
      });
      const half = { ...answer, proposals: answer.proposals.slice(0, 1) };
      expect(checkQuickModeAnswer(half, offer, child, UDP)).toMatch(/is none of the offers/);
      const two = { ...answer, proposals: [...answer.proposals, ...answer.proposals] };
      expect(typeof checkQuickModeAnswer(two, offer, child, UDP)).toBe('string');
    }
  });

  test('takes AH in transport mode for what is around a tunnel, and nothing else mixed', () => {
    const offer = offerOf('tunnel', name);
    const child = childOf('tunnel', name);
    expect(selectQuickMode(changed(offer, 2, 4, 2), child, UDP)).toHaveProperty('choice');
    expect(selectQuickMode(changed(offer, 3, 4, 2), child, UDP)).toHaveProperty('mismatch');
    const transport = offerOf('transport', name);
    const other = childOf('transport', name);
    expect(selectQuickMode(changed(transport, 2, 4, 1), other, UDP)).toHaveProperty('mismatch');
  });

  test('has the shorter of two lifetimes', () => {
    const offer = offerOf('tunnel', name);
    const [ah, esp] = offer.proposals;
    const seconds = (value: number) => [numberAttribute(1, 1), numberAttribute(2, value)];
    const withLife = (proposal: typeof ah, value: number) => ({
      ...proposal!,
      transforms: proposal!.transforms.map((transform) => ({
        ...transform,
        attributes: [
          ...seconds(value),
          ...transform.attributes.filter(({ type }) => type !== 1 && type !== 2),
        ],
      })),
    });
    const proposals = [withLife(ah, 700), withLife(esp, 900)];
    const selection = selectQuickMode({ ...offer, proposals }, childOf('tunnel', name), UDP);
    expect(selection).toMatchObject({ choice: { attributes: { lifetimeSeconds: 700 } } });
  });

  test('never takes both in UDP', () => {
    const offer = changed(changed(offerOf('tunnel', name), 2, 4, 3), 3, 4, 3);
    const udp = { use: 'if-asked', modes: RFC_UDP_MODES } as const;
    expect(selectQuickMode(offer, childOf('tunnel', name), udp)).toHaveProperty('mismatch');
  });
});
