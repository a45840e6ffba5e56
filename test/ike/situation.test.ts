import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { data, mainModeSa, quickModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

/** A labelled domain and lengths of zero, as they follow such a situation (RFC 2407 4.6.1). */
const LABELS = fromHex('00000001'.repeat(1) + '00000000'.repeat(4));
const SITUATIONS = [
  ['secrecy', 2],
  ['integrity', 4],
  ['identity and secrecy', 3],
  ['identity and integrity', 5],
] as const;
const labelled = (sa: Payload, situation: number): Payload =>
  ({ ...sa, situation, proposals: [], rest: LABELS }) as Payload;

describe('a situation with labels (RFC 2407 4.2.2, 4.2.3)', () => {
  test.each(SITUATIONS)('of %s is refused by its name in main mode', (_, situation) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    const answers = puppet.give(puppet.clear([labelled(mainModeSa(), situation)]));
    expect(refusals(answers)).toEqual(['SITUATION-NOT-SUPPORTED']);
    expect(bench.failures).toMatchObject([{ code: 'malformed-message' }]);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test.each(SITUATIONS)('of %s is refused by its name in quick mode', (_, situation) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const rest = [labelled(quickModeSa(), situation), data('nonce', puppet.ni)];
    const payloads = puppet.open(puppet.give(puppet.quick1(7, rest))[0]!);
    expect(payloads[1]).toMatchObject({ kind: 'notify', notifyType: 3 });
    expect(bench.failures).toMatchObject([{ code: 'malformed-message' }]);
    expect(bench.sas.installed.size + bench.sas.reserved.size).toBe(0);
  });

  test('in an answer is no answer', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const message2 = puppet.message2(bench.initiate()[0]!, labelled(mainModeSa(), 3));
    expect(puppet.give(message2)).toEqual([]);
    expect(bench.drops).toHaveLength(1);
  });
});
