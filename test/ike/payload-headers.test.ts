import { describe, expect, test } from 'vitest';
import { EMPTY, u32 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import {
  data,
  deletion,
  MAIN_MODE_ROWS,
  mainModeSa,
  QUICK_MODE_ROWS,
  quickModeSa,
  sa,
  transform,
  unknownPayload,
} from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

const keyIke = transform(1, 1, MAIN_MODE_ROWS);
const proposal = { number: 1, protocol: 1, spi: EMPTY, transforms: [keyIke] };

function offered(...payloads: Payload[]): { bench: Bench; said: string[] } {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' });
  return { bench, said: refusals(puppet.give(puppet.clear(payloads))) };
}

describe('a payload of a type that cannot stand there (RFC 2408 5.2, 5.3)', () => {
  test.each([2, 3, 30, 100, 127])('type %i is refused by its name', (type) => {
    const { bench, said } = offered(mainModeSa(), unknownPayload(type, u32(1)));
    expect(said).toEqual(['INVALID-PAYLOAD-TYPE']);
    expect(bench.drops[0]).toContain(`has type ${type}, which cannot stand there`);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test.each([128, 200, 255])('a private type that nobody knows is passed over (%i)', (type) => {
    expect(offered(mainModeSa(), unknownPayload(type, u32(1))).said).toEqual(['exchange 2']);
  });

  test('of quick mode is not looked at further', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const rest = [quickModeSa(), data('nonce', puppet.ni), unknownPayload(99, EMPTY)];
    expect(puppet.give(puppet.quick1(7, rest))).toEqual([]);
    expect(bench.drops[0]).toMatch(/^undecryptable: quick mode, message 1: .*type 99/);
  });
});

describe('a reserved field that is not zero (RFC 2408 2.5.2)', () => {
  test.each<[string, Payload]>([
    ['of a payload', { ...mainModeSa(), reserved: 1 }],
    ['of a proposal', sa({ ...proposal, reserved: 1 })],
    ['of a transform', sa({ ...proposal, transforms: [{ ...keyIke, reserved: 1 }] })],
    ['of a transform, the second', sa({ ...proposal, transforms: [{ ...keyIke, reserved2: 1 }] })],
  ])('%s: the message is discarded', (_, payload) => {
    const { bench, said } = offered(payload);
    expect(said).toEqual(['PAYLOAD-MALFORMED']);
    expect(bench.drops[0]).toMatch(/^malformed: main mode, message 1: .*reserved/);
  });

  test('of an informational message under the keys: it is discarded, and its delete does nothing', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const cookies = Uint8Array.of(...puppet.cookies.initiator, ...puppet.cookies.responder);
    puppet.give(puppet.inform(3, [{ ...deletion(1, cookies), reserved: 1 }]));
    expect(bench.drops[0]).toMatch(/^undecryptable: informational: the reserved octet/);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
    puppet.chains.delete(3);
    puppet.give(puppet.inform(3, [deletion(1, cookies)]));
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test('of an answer: the initiator waits for a better one', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const message2 = puppet.message2(bench.initiate()[0]!, sa({ ...proposal, reserved: 4 }));
    expect(puppet.give(message2)).toEqual([]);
    expect(bench.drops[0]).toContain('the reserved octet of proposal 1 is not zero');
  });
});

describe('the links of proposals and transforms (RFC 2408 3.5, 3.6)', () => {
  const two = [keyIke, transform(2, 1, MAIN_MODE_ROWS)] as const;

  test.each<[string, Payload]>([
    ['a proposal that announces a nonce', sa({ ...proposal, more: 10 })],
    ['a last proposal that announces another', sa({ ...proposal, more: 2 })],
    [
      'a transform that announces a proposal',
      sa({ ...proposal, transforms: [{ ...keyIke, more: 2 }] }),
    ],
    [
      'a transform that says it is the last and is not',
      sa({ ...proposal, transforms: [{ ...two[0], more: 0 }, two[1]] }),
    ],
  ])('%s is malformed', (_, payload) => {
    const { bench, said } = offered(payload);
    expect(said).toEqual(['PAYLOAD-MALFORMED']);
    expect(bench.drops[0]).toMatch(/the next payload of (proposal|transform) 1/);
  });

  test('that are right are taken', () => {
    expect(offered(sa({ ...proposal, transforms: two })).said).toEqual(['exchange 2']);
  });
});

describe('the order of proposals and transforms (RFC 2408 4.2)', () => {
  const esp = (number: number, protocol = 3) => ({
    number,
    protocol,
    spi: u32(0x5000 + number),
    transforms: [transform(1, 12, QUICK_MODE_ROWS)],
  });
  const answered = (payload: Payload) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const [answer] = puppet.give(puppet.quick1(7, [payload, data('nonce', puppet.ni)]));
    return { bench, payloads: puppet.open(answer!) };
  };

  test.each<[string, Payload]>([
    ['a proposal number that falls', sa(esp(2), esp(1))],
    ['one unit of two proposals that is parted by another', sa(esp(1, 2), esp(2), esp(1))],
    [
      'a transform number that falls',
      sa({
        ...esp(1),
        transforms: [transform(2, 3, [[4, 2]]), transform(1, 12, QUICK_MODE_ROWS)],
      }),
    ],
    [
      'a transform number twice',
      sa({
        ...esp(1),
        transforms: [transform(1, 3, [[4, 2]]), transform(1, 12, QUICK_MODE_ROWS)],
      }),
    ],
  ])('%s is BAD-PROPOSAL-SYNTAX', (_, payload) => {
    const { bench, payloads } = answered(payload);
    expect(payloads[1]).toMatchObject({ kind: 'notify', notifyType: 15 });
    expect(bench.failures).toMatchObject([{ code: 'malformed-message' }]);
    expect(bench.failures[0]!.detail).toContain('comes behind');
  });

  test('numbers may leave some out', () => {
    expect(kinds(answered(sa(esp(3), esp(7))).payloads)).toBe('hash sa nonce');
  });
});

describe('the first payload of phase 1', () => {
  test('is SA (RFC 2409 5)', () => {
    const behind: Payload = { kind: 'vendor-id', type: 13, data: u32(7) };
    const { bench, said } = offered(behind, mainModeSa());
    expect(said).toEqual(['PAYLOAD-MALFORMED']);
    expect(bench.drops[0]).toContain('SA is not the first payload (form: HDR, SA)');
    expect(offered(mainModeSa(), behind).said).toEqual(['exchange 2']);
  });

  test('of an answer, too', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message1] = bench.initiate();
    puppet.message2(message1!);
    const behind: Payload = { kind: 'vendor-id', type: 13, data: u32(7) };
    expect(puppet.give(puppet.clear([behind, mainModeSa()]))).toEqual([]);
    expect(puppet.give(puppet.clear([mainModeSa(), behind]))).toHaveLength(1);
  });
});
