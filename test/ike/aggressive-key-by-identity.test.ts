import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { byKey } from '../../src/sim/pair-config.ts';
import { Duo } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive },
});
const AGGRESSIVE = { a: { peer: dialect('initiate') }, b: { peer: dialect('accept') } };

describe('the pre-shared key of a peer of any address', () => {
  test('is found by the identity in message 1', () => {
    const duo = new Duo({
      a: {
        peer: { ...AGGRESSIVE.a.peer, localIdentity: { type: 'fqdn', value: 'two.example' } },
        presharedKey: 'the key of two',
      },
      b: {
        peer: AGGRESSIVE.b.peer,
        peers: (peer) =>
          ['one', 'two'].map((name) => ({
            ...peer,
            name,
            address: undefined,
            authentication: [byKey(`the key of ${name}`)],
            remoteIdentity: { type: 'fqdn', value: `${name}.example` } as const,
          })),
      },
    });
    duo.initiate();
    duo.settle();
    expect(duo.b.of('main-mode-established')).toMatchObject([
      { peerName: 'two', remoteIdentity: 'two.example (ID_FQDN)', exchange: 'aggressive mode' },
    ]);
  });
});
