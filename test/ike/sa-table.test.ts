import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { IsakmpSa, ZERO_COOKIE } from '../../src/ike/isakmp-sa.ts';
import { Negotiation } from '../../src/ike/life/negotiation.ts';
import { SaTable } from '../../src/ike/life/sa-table.ts';
import { Bench, pathTo } from './bench.ts';

const { peer } = new Bench();
const random = seededRandom('table');
const remote = parseAddress('192.0.2.2');

function entry(role: 'initiator' | 'responder', initiatorCookie = random.bytes(8)): Negotiation {
  const sa = new IsakmpSa({
    phaseOne: 'main mode',
    role,
    peer,
    initiatorCookie,
    responderCookie: role === 'initiator' ? ZERO_COOKIE : random.bytes(8),
    path: pathTo(),
    createdAt: 0,
    ownIdentity: '',
  });
  return new Negotiation({ sa, provider: nodeProvider, random });
}

describe('the table of main modes', () => {
  test('is bounded as a whole, whoever begins', () => {
    const table = new SaTable();
    for (let i = 0; i < LIMITS.mainModeSas; i++) {
      expect(table.faultOfAnother()).toBeUndefined();
      table.add(entry('initiator'));
    }
    expect(table.faultOfAnother()).toBe(
      '4096 main modes are the most this host holds (its capacity)',
    );
    expect(table.faultOfAnotherFrom(remote)).toBe(table.faultOfAnother());
  });

  test('finds an initiator by its cookie until it knows the other, then by both', () => {
    const table = new SaTable();
    const one = entry('initiator');
    table.add(one);
    const { initiatorCookie } = one.sa;
    const answer = random.bytes(8);
    expect(table.find(initiatorCookie, answer)).toBe(one);
    one.sa.responderCookie = answer;
    table.learnResponderCookie(one);
    expect(table.find(initiatorCookie, answer)).toBe(one);
    expect(table.find(initiatorCookie, random.bytes(8))).toBeUndefined();
    table.remove(one);
    expect(table.find(initiatorCookie, answer)).toBeUndefined();
  });

  test('finds a responder by message 1 from the same address, and by both cookies', () => {
    const table = new SaTable();
    const one = entry('responder');
    table.add(one);
    const { initiatorCookie, responderCookie } = one.sa;
    expect(table.findByFirstMessage(initiatorCookie, remote)).toBe(one);
    expect(table.findByFirstMessage(initiatorCookie, parseAddress('192.0.2.3'))).toBeUndefined();
    expect(table.find(initiatorCookie, responderCookie)).toBe(one);
    expect(table.find(initiatorCookie, ZERO_COOKIE)).toBeUndefined();
    table.remove(one);
    expect([...table.all()]).toEqual([]);
    expect(table.findByFirstMessage(initiatorCookie, remote)).toBeUndefined();
  });

  test('keeps an initiator findable when an entry of the same cookie goes', () => {
    const table = new SaTable();
    const own = entry('initiator');
    const reflected = entry('responder', own.sa.initiatorCookie);
    table.add(own);
    table.add(reflected);
    table.remove(reflected);
    expect(table.find(own.sa.initiatorCookie, random.bytes(8))).toBe(own);
  });

  test('counts as half-open what others began and have not finished', () => {
    const table = new SaTable();
    const entries = Array.from({ length: LIMITS.halfOpenMainModesPerAddress }, () =>
      entry('responder'),
    );
    for (const one of entries) table.add(one);
    expect(table.faultOfAnotherFrom(remote)).toContain('32 half-open');
    expect(table.faultOfAnother()).toBeUndefined();
    table.established(entries[0]!);
    table.established(entries[0]!);
    expect(table.faultOfAnotherFrom(remote)).toBeUndefined();
    for (const one of entries) table.remove(one);
    for (const one of entries) table.remove(one);
    expect(table.faultOfAnotherFrom(remote)).toBeUndefined();
  });
});
