import { expect, it, vi } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { systemRandom } from '../../src/net/entropy.ts';
import { KeyPairsAhead } from '../../src/net/key-pairs-ahead.ts';

it('has key pairs ready once the event loop has had time, and no more than its bound', async () => {
  const ahead = new KeyPairsAhead(nodeProvider, 3);
  const provider = ahead.provider();
  provider.generateKeyPair(1, systemRandom);
  expect(ahead.ready(1)).toBe(0);
  await vi.waitFor(() => expect(ahead.ready(1)).toBe(3));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ahead.ready(1)).toBe(3);
});

it('gives each of them once, and they agree as others do', () => {
  const ahead = new KeyPairsAhead(nodeProvider, 4);
  const provider = ahead.provider();
  ahead.fill(1);
  const pairs = Array.from({ length: 10 }, () => provider.generateKeyPair(1, systemRandom));
  ahead.close();
  expect(new Set(pairs.map(({ publicValue }) => toHex(publicValue))).size).toBe(10);
  const [one, other] = [pairs[0]!, pairs[9]!];
  expect(provider.sharedSecret(one, other.publicValue)).toEqual(
    provider.sharedSecret(other, one.publicValue),
  );
});

it('leaves a run with a seed as it is', () => {
  const ahead = new KeyPairsAhead(nodeProvider, 4);
  ahead.fill(1);
  const made = ahead.provider().generateKeyPair(1, seededRandom('a run'));
  expect(made).toEqual(nodeProvider.generateKeyPair(1, seededRandom('a run')));
  expect(ahead.ready(1)).toBe(4);
});

it('makes no more once it is closed', async () => {
  const ahead = new KeyPairsAhead(nodeProvider, 4);
  ahead.provider().generateKeyPair(1, systemRandom);
  ahead.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ahead.ready(1)).toBe(0);
});
