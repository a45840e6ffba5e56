/** Every play of a seed is the same, datagram by datagram, whatever makes its cryptography, and whenever. */

import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { parseScenarioFile, readScenarioFile } from '../../src/scenario/load.ts';
import { play } from '../../src/scenario/run.ts';
import { openVirtual } from '../../src/scenario/runner-virtual.ts';
import { ROOT } from '../docs/markdown.ts';
import { twoHosts } from './two-hosts.ts';

async function hashOf(name: string, provider: CryptoProvider, seed?: string): Promise<string> {
  const [run] = readScenarioFile(join(ROOT, `scenarios/${name}.yaml`)).runs;
  const scenario = await run!.load(seed);
  return (await play(scenario, openVirtual(scenario, provider))).traceHash!;
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  'two-peers-agree',
  'certificates-ecdsa',
  'certificates-rsa',
  'certificate-signature-wrong',
  'kerberos',
  'windows-tunnel',
])('%s', (name) => {
  it('is the same with both providers, whatever the time', async () => {
    const once = await hashOf(name, nodeProvider);
    vi.useFakeTimers({ now: Date.UTC(2041, 4, 5), toFake: ['Date'] });
    expect(await hashOf(name, nobleProvider)).toBe(once);
    expect(once).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('is another one for another seed', async () => {
  const seeds = await Promise.all(
    ['one', 'two', 'one'].map((seed) => hashOf('certificates-ecdsa', nodeProvider, seed)),
  );
  expect(seeds[0]).toBe(seeds[2]);
  expect(seeds[0]).not.toBe(seeds[1]);
});

it('is another one where one octet, one event or one moment is', async () => {
  const of = async (rest: string): Promise<string> => {
    const text = `title: t\n${twoHosts(rest)}`;
    const scenario = await parseScenarioFile(
      's.yaml',
      text,
      () => new Uint8Array(),
    ).runs[0]!.load();
    return (await play(scenario, openVirtual(scenario, nodeProvider))).traceHash!;
  };
  const hashes = [
    await of('steps: [{ do: up, host: alpha }]'),
    await of('steps: [{ do: up, host: alpha }, { do: replay, host: alpha, is: main mode 1 }]'),
    await of('network: { delay: 2ms }\nsteps: [{ do: up, host: alpha }]'),
    await of('network: { faults: [corrupt main mode 1] }\nsteps: [{ do: up, host: alpha }]'),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});
