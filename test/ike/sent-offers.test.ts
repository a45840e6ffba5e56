import { describe, expect, test } from 'vitest';
import { readU16, readU32, toHex } from '../../src/base/bytes.ts';
import { allSuites, CBC_CIPHERS } from '../../src/crypto/algorithms.ts';
import type { CbcName } from '../../src/crypto/provider.ts';
import { DEFAULT_DIALECT, type MainModeProposal } from '../../src/ike/policy.ts';
import type { Attribute } from '../../src/wire/codec.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import type { DecodedPayload } from '../../src/wire/isakmp/payload.ts';
import { decodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { Puppet } from './puppet.ts';

const proposals: MainModeProposal[] = (Object.keys(CBC_CIPHERS) as CbcName[]).flatMap(
  (encryption) =>
    CBC_CIPHERS[encryption].keyBits.map(
      (keyBits) => ({ encryption, keyBits, hash: 'sha1', group: 2 }) as const,
    ),
);
const windows = { ...DEFAULT_DIALECT, name: 'windows-2003' } as const;
const dialects = [DEFAULT_DIALECT, windows];

/** The SA payloads of a message of the engine's. */
const sasOf = (payloads: readonly DecodedPayload[]) =>
  payloads.filter((payload) => payload.kind === 'sa');

/** Message 1 of main mode. */
function phaseOne(options: BenchOptions) {
  const [message] = new Bench(options).initiate();
  const payloads = decodePayloads(decodeHeader(message!).nextPayload, message!, 28).payloads;
  return { message: message!, sas: sasOf(payloads) };
}

/** Message 1 of quick mode. */
function phaseTwo(options: BenchOptions) {
  const bench = new Bench(options);
  const puppet = new Puppet(bench, { role: 'responder' });
  const [message] = puppet.respond(bench.initiate()[0]!);
  const payloads = puppet.open(message!);
  return { payloads, sas: sasOf(payloads) };
}

const typesOf = (attributes: readonly Attribute[]): number[] => attributes.map(({ type }) => type);
const numberOf = (attributes: readonly Attribute[], type: number): number | undefined => {
  const found = attributes.find((one) => one.type === type);
  return found === undefined ? undefined : readU16(found.value, 0);
};

describe.each(dialects)('an offer of phase 1 (dialect $name)', (dialect) => {
  const options = { peer: { proposals, dialect } };
  const { message, sas } = phaseOne(options);
  const [{ doi, situation, proposals: offered }] = sas as [(typeof sas)[number]];
  const transforms = offered[0]!.transforms;

  test('is one SA payload with one proposal, for ISAKMP, and a transform for each set', () => {
    expect(sas).toHaveLength(1);
    expect({ doi, situation }).toEqual({ doi: 1, situation: 1 });
    expect(sas[0]).not.toHaveProperty('rest');
    expect(offered).toHaveLength(1);
    expect(offered[0]).toMatchObject({ number: 1, protocol: 1, spi: new Uint8Array(0) });
    expect(transforms).toHaveLength(proposals.length);
  });

  test('has transforms KEY_IKE with growing numbers in the order of the policy', () => {
    expect(transforms.map(({ number }) => number)).toEqual(proposals.map((_, at) => at + 1));
    expect(new Set(transforms.map(({ id }) => id))).toEqual(new Set([1]));
    const numbers = { 'des-cbc': 1, '3des-cbc': 5, 'aes-cbc': 7 };
    expect(transforms.map(({ attributes }) => numberOf(attributes, 1))).toEqual(
      proposals.map(({ encryption }) => numbers[encryption]),
    );
  });

  test('names cipher, hash, method and group in each, and nothing of a group besides', () => {
    for (const { attributes } of transforms) {
      const types = typesOf(attributes);
      expect(types).toEqual(expect.arrayContaining([1, 2, 3, 4, 11, 12]));
      expect(types.filter((type) => ![1, 2, 3, 4, 11, 12, 14].includes(type))).toEqual([]);
    }
  });

  test('states a key length for AES alone, in network byte order', () => {
    const stated = transforms.map(({ attributes }) => numberOf(attributes, 14));
    expect(stated).toEqual(
      proposals.map(({ encryption, keyBits }) => (encryption === 'aes-cbc' ? keyBits : undefined)),
    );
    for (const octets of ['800e0080', '800e00c0', '800e0100'])
      expect(toHex(message)).toContain(octets);
  });

  test('encodes basic attributes as basic ones', () => {
    for (const { attributes } of transforms)
      for (const { type, form } of attributes) if (type !== 12) expect(form).toBe('tv');
  });

  test('puts the life duration right behind its life type', () => {
    for (const { attributes } of transforms) {
      const types = typesOf(attributes);
      expect(types[types.indexOf(12) - 1]).toBe(11);
    }
  });
});

describe.each(dialects)('an offer of quick mode (dialect $name)', (dialect) => {
  const suites = allSuites().filter(({ encryption }) => encryption !== 'chacha20-poly1305');
  const child = {
    proposals: suites.map((suite) => ({ protocol: 'esp', suite }) as const),
    lifetime: { seconds: 86_400, kilobytes: 100_000 },
    pfsGroup: 19 as const,
  };
  const { payloads, sas } = phaseTwo({ peer: { dialect }, child });
  const [proposal] = sas[0]!.proposals;
  const transforms = proposal!.transforms;

  test('is one SA payload with one ESP proposal, with the SPI that this host receives on', () => {
    expect(sas).toMatchObject([{ doi: 1, situation: 1 }]);
    expect(sas[0]!.proposals).toMatchObject([{ number: 1, protocol: 3 }]);
    expect(proposal!.spi).toHaveLength(4);
    expect(readU32(proposal!.spi, 0)).toBeGreaterThan(255);
    expect(payloads.map(({ kind }) => kind).slice(0, 4)).toEqual(['hash', 'sa', 'nonce', 'ke']);
  });

  test('has transforms with growing numbers in the order of the policy', () => {
    expect(transforms.map(({ number }) => number)).toEqual(suites.map((_, at) => at + 1));
  });

  test('names the integrity algorithm, but where the cipher has it in itself', () => {
    for (const [at, { attributes }] of transforms.entries()) {
      const stated = numberOf(attributes, 5) !== undefined;
      expect(stated).toBe(suites[at]!.integrity !== 'none');
      if (suites[at]!.encryption === 'null') expect(stated).toBe(true);
    }
    const nullTransforms = transforms.filter(({ id }) => id === 11);
    expect(nullTransforms.length).toBe(suites.filter((one) => one.encryption === 'null').length);
    expect(nullTransforms.length).toBeGreaterThan(0);
  });

  test('states a key length for AES alone', () => {
    for (const [at, { attributes }] of transforms.entries()) {
      const { encryption, keyBits } = suites[at]!;
      expect(numberOf(attributes, 6)).toBe(encryption.startsWith('aes') ? keyBits : undefined);
    }
  });

  test('names the group in every transform where a KE payload goes with it', () => {
    for (const { attributes } of transforms) expect(numberOf(attributes, 3)).toBe(19);
  });

  test('has life types with their durations right behind, in seconds and in kilobytes', () => {
    for (const { attributes } of transforms) {
      const types = typesOf(attributes);
      expect(types.slice(types.indexOf(1), types.indexOf(1) + 4)).toEqual([1, 2, 1, 2]);
      const lives = attributes.filter(({ type }) => type === 1).map(({ value }) => value[1]);
      expect(lives).toEqual([1, 2]);
    }
  });

  test('encodes basic attributes as basic ones', () => {
    for (const { attributes } of transforms)
      for (const { type, form } of attributes) if (type !== 2) expect(form).toBe('tv');
  });
});
