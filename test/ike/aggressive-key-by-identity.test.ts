import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/base/bytes.ts';
import { Secret } from '../../src/base/secret.ts';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { Duo } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive },
});
const AGGRESSIVE = { a: { peer: dialect('initiate') }, b: { peer: dialect('accept') } };

describe('the pre-shared key of a peer of any address', () => {
  test('is found by the identity in message 1', () => {
    const key = (text: string): Secret => new Secret(utf8(text));
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
            presharedKey: key(`the key of ${name}`),
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
