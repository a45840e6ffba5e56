import { describe, expect, test } from 'vitest';
import {
  FIELDS,
  type FrameRow,
  judgeAttacks,
  judgeGood,
  parseRow,
  retransmissions,
} from '../../scripts/capture-judge.ts';

type Cells = Partial<Record<(typeof FIELDS)[number], string>>;

/** A row as tshark prints it. */
function row(cells: Cells): FrameRow {
  return parseRow(FIELDS.map((field) => cells[field] ?? '').join('|'));
}

const IKE = 'raw:ip:udp:udpencap:isakmp';

function clear(number: number): FrameRow {
  const cells = { 'frame.protocols': 'raw:ip:udp:isakmp', 'isakmp.flag_e': '0' };
  return row({ ...cells, 'frame.number': `${number}`, 'isakmp.typepayload': '1,2,3,13' });
}

function encrypted(number: number, more: Cells = {}): FrameRow {
  const cells = { 'frame.protocols': IKE, 'isakmp.flag_e': '1', 'isakmp.typepayload': '5,8' };
  return row({ ...cells, 'frame.number': `${number}`, 'udp.payload': `aa${number}`, ...more });
}

function esp(number: number, more: Cells = {}): FrameRow {
  const cells = { 'frame.protocols': 'raw:ip:esp:ip:icmp:data', 'esp.spi': '0x1', ...more };
  return row({ 'frame.number': `${number}`, 'esp.icv_good': '1', 'esp.icv_bad': '0', ...cells });
}

const forged: Cells = { 'esp.icv_good': '0', 'esp.icv_bad': '1' };

function passes(rows: readonly FrameRow[]): boolean[] {
  return judgeGood(rows, 0).map((check) => check.passed);
}

describe('good.pcapng', () => {
  test('passes where everything decodes, decrypts and verifies', () => {
    expect(passes([clear(1), encrypted(2), esp(3)])).toEqual([true, true, true]);
  });

  test('fails where there is nothing to judge', () => {
    expect(passes([])).toEqual([false, false, false]);
    expect(passes([clear(1)])).toEqual([true, false, false]);
  });

  test.each([
    ['a malformed mark', { '_ws.malformed': '_ws.malformed' }],
    ['an expert error', { '_ws.expert.severity': '6291456,8388608' }],
  ])('refuses %s', (_, cells) => {
    expect(passes([clear(1), encrypted(2, cells), esp(3)])).toEqual([false, false, true]);
  });

  test('lets an expert warning be', () => {
    const rows = [clear(1), encrypted(2, { '_ws.expert.severity': '6291456' }), esp(3)];
    expect(passes(rows)).toEqual([true, true, true]);
  });

  test.each([
    ['stays encrypted', { 'isakmp.typepayload': '' }],
    ['decrypts to noise', { 'isakmp.extradata': '0000beef' }],
  ])('refuses a message that %s', (_, cells) => {
    expect(passes([clear(1), encrypted(2, cells), esp(3)])).toEqual([true, false, true]);
  });

  test.each([
    ['a bad ICV', forged],
    ['no ICV judged', { 'esp.icv_good': '', 'esp.icv_bad': '' }],
    ['no inner packet', { 'frame.protocols': 'raw:ip:esp' }],
  ])('refuses ESP with %s', (_, cells) => {
    expect(passes([clear(1), encrypted(2), esp(3), esp(4, cells)])).toEqual([true, true, false]);
  });

  test('names identical copies of encrypted messages, and no others', () => {
    const copy = { 'ip.src': '192.0.2.1', 'ip.dst': '192.0.2.2', 'udp.payload': 'bb' };
    const back = { ...copy, 'ip.src': '192.0.2.2', 'ip.dst': '192.0.2.1' };
    const rows = [clear(1), clear(2), encrypted(3, copy), encrypted(4, copy), encrypted(5, back)];
    expect(retransmissions(rows)).toEqual([4]);
  });
});

describe('attacks.pcapng', () => {
  const rows = [esp(1), esp(2), esp(3, forged)];

  function verdict(forgedFrames: number[], replayedFrames: number[], frames = rows): boolean[] {
    return judgeAttacks(frames, { forgedFrames, replayedFrames }).map((check) => check.passed);
  }

  test('passes where exactly the forged frame is bad', () => {
    expect(verdict([3], [2])).toEqual([true, true, true]);
  });

  test.each([
    ['another frame is named', [2], [1], [false, false, true]],
    ['no frame is named', [], [], [false, false, false]],
    ['one frame too many is named', [2, 3], [1], [false, true, true]],
    ['the replay is not ESP', [3], [9], [true, true, false]],
    ['the replay is the forgery', [3], [3], [true, true, false]],
  ])('fails where %s', (_, forgedFrames, replayedFrames, expected) => {
    expect(verdict(forgedFrames, replayedFrames)).toEqual(expected);
  });
});
