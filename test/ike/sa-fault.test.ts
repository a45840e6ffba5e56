import { describe, expect, test } from 'vitest';
import { EMPTY, u32 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { notifyName } from '../../src/wire/numbers/isakmp.ts';
import { Bench } from './bench.ts';
import {
  data,
  MAIN_MODE_ROWS,
  mainModeSa,
  QUICK_MODE_ROWS,
  quickModeSa,
  sa,
  transform,
} from './payloads.ts';
import { Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

const keyIke = transform(1, 1, MAIN_MODE_ROWS);
const esp = transform(1, 12, QUICK_MODE_ROWS);

describe('an SA payload that cannot be used is refused by its name (RFC 2408 5.4 to 5.6)', () => {
  test.each<[string, Payload]>([
    ['DOI-NOT-SUPPORTED', { ...mainModeSa(), doi: 2 } as Payload],
    ['SITUATION-NOT-SUPPORTED', { ...mainModeSa(), situation: 2, proposals: [] } as Payload],
    ['BAD-PROPOSAL-SYNTAX', sa()],
    ['BAD-PROPOSAL-SYNTAX', sa({ number: 1, protocol: 1, spi: EMPTY, transforms: [] })],
    ['INVALID-PROTOCOL-ID', sa({ number: 1, protocol: 3, spi: EMPTY, transforms: [keyIke] })],
    [
      'INVALID-TRANSFORM-ID',
      sa({ number: 1, protocol: 1, spi: EMPTY, transforms: [{ ...keyIke, id: 0 }] }),
    ],
  ])('%s in main mode, in clear', (name, offer) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    expect(refusals(puppet.give(puppet.clear([offer])))).toEqual([name]);
    expect(bench.failures).toMatchObject([{ code: 'malformed-message' }]);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test.each<[string, Payload]>([
    ['DOI-NOT-SUPPORTED', { ...quickModeSa(), doi: 2, proposals: [] } as Payload],
    ['BAD-PROPOSAL-SYNTAX', sa()],
    ['BAD-PROPOSAL-SYNTAX', sa({ number: 1, protocol: 3, spi: u32(1000), transforms: [] })],
    ['INVALID-PROTOCOL-ID', sa({ number: 1, protocol: 9, spi: u32(1000), transforms: [esp] })],
    ['INVALID-PROTOCOL-ID', sa({ number: 1, protocol: 1, spi: u32(1000), transforms: [esp] })],
    ['INVALID-SPI', quickModeSa(255)],
    ['INVALID-SPI', sa({ number: 1, protocol: 3, spi: EMPTY, transforms: [esp] })],
  ])('%s in quick mode, protected', (name, offer) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const [answer] = puppet.give(puppet.quick1(7, [offer, data('nonce', puppet.ni)]));
    const notify = puppet.open(answer!)[1];
    expect(notify?.kind === 'notify' && notifyName(notify.notifyType)).toBe(name);
    expect(bench.failures).toMatchObject([{ code: 'malformed-message' }]);
    expect(bench.sas.installed.size + bench.sas.reserved.size).toBe(0);
  });

  test('one proposal that can be used is enough', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const other = { number: 1, protocol: 9, spi: u32(1000), transforms: [esp] };
    const good = { number: 2, protocol: 3, spi: u32(1000), transforms: [esp] };
    const [answer] = puppet.give(puppet.quick1(7, [sa(other, good), data('nonce', puppet.ni)]));
    expect(answer![18]).toBe(32);
  });
});
