import { expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { Duo, disagreements, established } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  peer: { dialect: { ...DEFAULT_DIALECT, aggressive }, natTraversal: 'force' } as const,
});

test('aggressive mode finds a NAT in messages 2 and 3, and moves to port 4500 with message 3', () => {
  const duo = new Duo({ a: dialect('initiate'), b: dialect('accept') });
  const flights = duo.complete();
  const ports = flights.map(({ path }) => [path.local.port, path.remote.port]);
  expect(ports).toEqual([[500, 500], [500, 500], ...Array(6).fill([4500, 4500])]);
  for (const side of [duo.a, duo.b]) {
    expect(side.of('nat-detected')).toMatchObject([
      { localBehindNat: true, remoteBehindNat: true },
    ]);
    expect(side.of('quick-mode-established')).toMatchObject([{ udpEncapsulated: true }]);
  }
  expect(established(duo)).toBe('1 1 1 1');
  expect(disagreements(duo)).toEqual([]);
});
