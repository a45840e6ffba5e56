import { describe, expect, it } from 'vitest';
import { buildIp, writeIpv4Checksum } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  B,
  B6,
  counter,
  dropped,
  facing,
  packet,
  receive,
  selector,
  send,
} from './fixture.ts';

/** RFC 6040 figure 4: inner mark, outer mark, the mark that leaves, whether the two are alarming. */
const FIGURE_4: readonly [string, string, string, boolean][] = [
  ['not-ECT', 'not-ECT', 'not-ECT', false],
  ['not-ECT', 'ECT(0)', 'not-ECT', true],
  ['not-ECT', 'ECT(1)', 'not-ECT', true],
  ['not-ECT', 'CE', 'drop', true],
  ['ECT(0)', 'not-ECT', 'ECT(0)', false],
  ['ECT(0)', 'ECT(0)', 'ECT(0)', false],
  ['ECT(0)', 'ECT(1)', 'ECT(1)', false],
  ['ECT(0)', 'CE', 'CE', false],
  ['ECT(1)', 'not-ECT', 'ECT(1)', false],
  ['ECT(1)', 'ECT(0)', 'ECT(1)', false],
  ['ECT(1)', 'ECT(1)', 'ECT(1)', false],
  ['ECT(1)', 'CE', 'CE', false],
  ['CE', 'not-ECT', 'CE', false],
  ['CE', 'ECT(0)', 'CE', false],
  ['CE', 'ECT(1)', 'CE', true],
  ['CE', 'CE', 'CE', false],
];
const MARK: Readonly<Record<string, number>> = { 'not-ECT': 0, 'ECT(1)': 1, 'ECT(0)': 2, CE: 3 };
const DSCP = 0xb8;

const VERSIONS: readonly [string, 4 | 6, 4 | 6][] = [
  ['IPv4 in IPv4', 4, 4],
  ['IPv6 in IPv4', 6, 4],
  ['IPv4 in IPv6', 4, 6],
  ['IPv6 in IPv6', 6, 6],
];

function inner(version: 4 | 6, mark: number): Uint8Array {
  const [source, destination] = version === 4 ? [A, B] : [A6, B6];
  const whole = packet(8, source, destination);
  const payload = whole.subarray(version === 4 ? 20 : 40);
  const flowLabel = version === 6 ? 0x54321 : 0;
  return buildIp({
    source,
    destination,
    protocol: 17,
    payload,
    trafficClass: DSCP | mark,
    flowLabel,
  });
}

function markOuter(bytes: Uint8Array, mark: number): void {
  if (bytes[0]! >> 4 === 4) {
    bytes[1] = DSCP | mark;
    writeIpv4Checksum(bytes, 0, 20);
  } else {
    bytes[1] = (bytes[1]! & 0xcf) | (mark << 4);
  }
}

describe.each(VERSIONS)(
  'congestion marks at the end of a tunnel (RFC 6040 4.2), %s',
  (_, within, without) => {
    it.each(FIGURE_4)('inner %s, outer %s: %s', (arriving, outer, leaving, alarm) => {
      const ends = within === 4 ? ([A, B] as const) : ([A6, B6] as const);
      const { a, b } = facing({
        mode: 'tunnel',
        outer: without === 4 ? [A, B] : [A6, B6],
        selector: selector(...ends),
        addresses: [[ends[0]], [ends[1]]],
      });
      const [sent] = send(a, inner(within, MARK[arriving]!));
      markOuter(sent!.bytes, MARK[outer]!);
      receive(b, sent!);
      if (leaving === 'drop') {
        expect(b.delivered).toEqual([]);
        expect(dropped(b)).toEqual(['congestion']);
      } else {
        expect(b.delivered).toEqual([inner(within, MARK[leaving]!)]);
        expect(dropped(b)).toEqual([]);
      }
      expect(counter(b, 'congestionAlarms')).toBe(alarm ? 1 : 0);
    });
  },
);
