import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { provenProvider } from '../../src/cli/crypto/proven-provider.ts';
import { chooseProvider } from '../../src/cli/providers.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';

const DATA = Uint8Array.of(1, 2, 3);

describe('the choice of cryptography', () => {
  it('is the one that is named', () => {
    expect(chooseProvider('node')).toBe(nodeProvider);
    expect(chooseProvider('noble')).toBe(nobleProvider);
    expect(chooseProvider('fast').name).toBe('fast');
    expect(chooseProvider('auto').name).toBe('fast where proven, else node, else noble');
    expect(chooseProvider('fastest').name).toBe('fastest where proven, else node, else noble');
  });

  it('falls back, algorithm by algorithm, where the fast one fails or gives other bytes', () => {
    const used: string[] = [];
    const broken: CryptoProvider = {
      ...nodeProvider,
      hash(name, ...parts) {
        if (name === 'md5') throw new Error('not built in');
        used.push(name);
        return nodeProvider.hash(name, ...parts);
      },
      hmac: (name) => nodeProvider.hmac(name, Uint8Array.of(9)),
    };
    const proven = provenProvider(broken, nobleProvider);
    expect(proven.hash('md5', DATA)).toEqual(nobleProvider.hash('md5', DATA));
    expect(proven.hash('sha1', DATA)).toEqual(nobleProvider.hash('sha1', DATA));
    expect(proven.hmac('sha1', DATA).compute(DATA)).toEqual(
      nobleProvider.hmac('sha1', DATA).compute(DATA),
    );
    expect(new Set(used)).toEqual(new Set(['sha1']));
  });

  it('serves groups, CBC and ESP suites by the fast one where both agree', () => {
    const proven = chooseProvider('auto');
    const left = proven.generateKeyPair(19, seededRandom('left'));
    const right = nobleProvider.generateKeyPair(19, seededRandom('right'));
    expect(proven.sharedSecret(left, right.publicValue)).toEqual(
      nobleProvider.sharedSecret(right, left.publicValue),
    );
    const key = new Uint8Array(16).fill(7);
    const block = new Uint8Array(16);
    expect(proven.cbc('aes-cbc', key).encrypt(block, block)).toEqual(
      nobleProvider.cbc('aes-cbc', key).encrypt(block, block),
    );
    const nonce = new Uint8Array(12);
    expect(proven.sealing(key).seal(nonce, DATA, block)).toEqual(
      nobleProvider.sealing(key).seal(nonce, DATA, block),
    );
    const suite = { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' } as const;
    const keys = { encryption: key, salt: new Uint8Array(4), integrity: new Uint8Array(0) };
    const packets = [proven, nobleProvider].map((provider) => {
      const packet = new Uint8Array(48);
      provider
        .espSealer(suite, keys, seededRandom('r'))
        .seal(packet, Uint32Array.of(0, packet.length), 1);
      return packet;
    });
    expect(packets[0]).toEqual(packets[1]);
  });
});
