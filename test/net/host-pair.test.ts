import { afterEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { closePairs, realPair } from './real-pair.ts';

afterEach(closePairs);

const ping = (to: string) =>
  ({
    kind: 'ping',
    from: undefined,
    to: parseAddress(to),
    count: 5,
    intervalMilliseconds: 1,
    timeoutMilliseconds: 2000,
    payloadOctets: 1000,
  }) as const;

describe('two real hosts over real UDP', () => {
  it.each([
    ['ESP as whole IP packets, IPv4', '192.0.2.1', '192.0.2.2', 'auto', false],
    ['ESP in UDP, IPv4', '192.0.2.1', '192.0.2.2', 'force', true],
    ['ESP as whole IP packets, IPv6', '2001:db8::1', '2001:db8::2', 'auto', false],
  ] as const)('carry a protected ping and delete: %s', async (_what, a, b, nat, inUdp) => {
    const { alice, bob } = await realPair(a, b, nat);
    const result = await alice.runner.command(ping(b));
    expect(result).toMatchObject({ ok: true, value: { sent: 5, received: 5 } });
    const [sa] = bob.runner.query('quick-mode-sas').items;
    expect(sa?.udpEncapsulated).toBe(inUdp);
    expect(sa?.inbound?.packets).toBe(5);
    await alice.runner.command({ kind: 'stop' });
    while (bob.runner.query('main-mode-sas').items.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(bob.runner.query('quick-mode-sas').items).toEqual([]);
    expect(bob.events.some(({ kind }) => kind === 'packet-dropped')).toBe(false);
  });

  it('name different pre-shared keys', async () => {
    const { alice, bob } = await realPair('192.0.2.1', '192.0.2.2', 'auto', ['one', 'two']);
    const result = await alice.runner.command({ kind: 'up', policy: 'hosts' });
    expect(result.ok ? undefined : result.failure?.code).toBe('preshared-keys-likely-differ');
    const failed = bob.events.find((event) => event.kind === 'main-mode-failed');
    expect(failed?.failure.code).toBe('preshared-keys-differ');
  });
});
