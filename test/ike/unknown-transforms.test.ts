import { describe, expect, test } from 'vitest';
import { EMPTY, u32 } from '../../src/base/bytes.ts';
import { Bench } from './bench.ts';
import { data, MAIN_MODE_ROWS, QUICK_MODE_ROWS, sa, transform } from './payloads.ts';
import { Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

/** Offers phase 1 with these transform IDs. */
function phaseOne(ids: readonly number[]) {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' });
  const transforms = ids.map((id, at) => transform(at + 1, id, MAIN_MODE_ROWS));
  const answers = puppet.give(
    puppet.clear([sa({ number: 1, protocol: 1, spi: EMPTY, transforms })]),
  );
  return { bench, said: refusals(answers) };
}

/** Offers quick mode with these transform IDs; the payload behind the hash of the answer. */
function phaseTwo(ids: readonly number[]) {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const transforms = ids.map((id, at) => transform(at + 1, id, QUICK_MODE_ROWS));
  const offer = sa({ number: 1, protocol: 3, spi: u32(0x5000), transforms });
  const [answer] = puppet.give(puppet.quick1(7, [offer, data('nonce', puppet.ni)]));
  return { bench, said: puppet.open(answer!)[1] };
}

describe('a transform that nobody knows (RFC 2408 5.6)', () => {
  test('is passed over in phase 1: the next one is taken', () => {
    const { bench, said } = phaseOne([2, 250, 1]);
    expect(said).toEqual(['exchange 2']);
    expect(bench.failures).toEqual([]);
    expect(bench.drops).toEqual([]);
  });

  test('is passed over in quick mode: the next one is taken', () => {
    const { bench, said } = phaseTwo([77, 1, 12]);
    expect(said).toMatchObject({
      kind: 'sa',
      proposals: [{ transforms: [{ number: 3, id: 12 }] }],
    });
    expect(bench.failures).toEqual([]);
  });

  test('is never INVALID-TRANSFORM-ID: where there is no other, no proposal is chosen', () => {
    const first = phaseOne([2]);
    expect(first.said).toEqual(['NO-PROPOSAL-CHOSEN']);
    expect(first.bench.failures).toMatchObject([{ code: 'no-common-main-mode-proposal' }]);
    expect(phaseTwo([77]).said).toMatchObject({ kind: 'notify', notifyType: 14 });
  });
});

describe('the transform number that is reserved', () => {
  test('is invalid where there is no other', () => {
    expect(phaseOne([0]).said).toEqual(['INVALID-TRANSFORM-ID']);
    expect(phaseTwo([0]).said).toMatchObject({ kind: 'notify', notifyType: 12 });
    expect(phaseOne([0, 1]).said).toEqual(['exchange 2']);
  });
});
