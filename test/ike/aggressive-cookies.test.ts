import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { decodeMessage, encodeMessage } from '../../src/wire/isakmp/message.ts';
import { pathTo } from './bench.ts';
import { Duo, established } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive },
});
const AGGRESSIVE = { a: { peer: dialect('initiate') }, b: { peer: dialect('accept') } };

describe('a message of main mode', () => {
  test('for cookies of aggressive mode is not taken', () => {
    const duo = new Duo(AGGRESSIVE);
    duo.initiate();
    duo.pass(1);
    const two = duo.flights[0]!;
    const { header, payloads } = decodeMessage(two.message);
    duo.deliver(two, encodeMessage({ ...header, exchangeType: 2 }, payloads));
    expect(duo.a.drops[0]).toMatch(/^unexpected: .*is made by aggressive mode/);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
    expect(pathTo().remote.port).toBe(500);
  });
});
