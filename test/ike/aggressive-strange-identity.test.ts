import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { Duo } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive'], refuseWeak = false) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive, refuseWeak },
});
const INITIATOR = { peer: dialect('initiate') };
const RESPONDER = { peer: dialect('accept') };

describe('an identity that is not expected', () => {
  test('gets no hash to guess by', () => {
    const remoteIdentity = { type: 'fqdn', value: 'somebody.example' } as const;
    const duo = new Duo({ a: INITIATOR, b: { peer: { ...RESPONDER.peer, remoteIdentity } } });
    duo.initiate();
    const [, answer] = duo.settle();
    expect(answer?.message[18]).not.toBe(4);
    expect(duo.b.of('aggressive-hash-shown')).toEqual([]);
    expect(duo.b.failures[0]).toMatchObject({
      code: 'peer-identity-not-accepted',
      where: 'aggressive mode, message 1',
      comparison: [{ local: 'somebody.example (ID_FQDN)', peer: '192.0.2.1 (ID_IPV4_ADDR)' }],
    });
  });
});
