import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { Duo, established } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive'], refuseWeak = false) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive, refuseWeak },
});
const INITIATOR = { peer: dialect('initiate') };
const RESPONDER = { peer: dialect('accept') };

describe('aggressive mode with keys that differ', () => {
  test('cannot be proved by message 2: the initiator waits for a better one, and then says likely', () => {
    const duo = new Duo({ a: { ...INITIATOR, presharedKey: 'another key' }, b: RESPONDER });
    duo.initiate();
    duo.settle();
    expect(duo.a.drops[0]).toMatch(/^bad-hash: aggressive mode, message 2: .*likely differ/);
    expect(duo.a.of('main-mode-failed')).toEqual([]);
    duo.advance(20_000);
    expect(duo.a.failures[0]).toMatchObject({
      code: 'preshared-keys-likely-differ',
      certainty: 'likely',
      where: 'aggressive mode, message 2',
    });
    expect(duo.b.failures[0]).toMatchObject({
      code: 'no-response',
      where: 'aggressive mode, message 2',
      detail: expect.stringContaining('HASH_R wrong'),
    });
  });

  test('a forged message 2 does not keep the true one from being taken', () => {
    const duo = new Duo({ a: INITIATOR, b: RESPONDER });
    duo.initiate();
    duo.pass(1);
    const two = duo.take()!;
    const forged = Uint8Array.from(two.message);
    const hashAt = forged.length - 1;
    for (let at = hashAt; at > 300; at -= 7) forged[at]! ^= 1;
    duo.deliver(two, forged);
    duo.deliver(two);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });
});
