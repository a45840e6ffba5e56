import { expect, it } from 'vitest';
import { type LoadReport, spreadOf } from '../../../src/lab/load/load-report.ts';
import { loadText } from '../../../src/lab/load/load-text.ts';

const REPORT: LoadReport = {
  tunnels: 10_000,
  concurrency: 32,
  group: 14,
  suite: 'aes128-sha1',
  crypto: 'fast where proven, else node, else noble',
  packetOctets: 1400,
  held: 10_000,
  failure: undefined,
  setupRate: 1234.5,
  setupRateFirst: 1300,
  setupRateLast: 1200,
  phase1Rate: 1500,
  phase2Rate: undefined,
  firstPacket: { median: 4.25, p99: 12.5, count: 20 },
  throughput: { lossless: 123_456, offered: 200_000, received: 150_000, loss: 0.25 },
  latency: undefined,
  backToBack: 16_384,
  memory: { empty: 100e6, held: 160e6, perTunnel: 6000 },
  resiliency: [
    {
      kind: 'first-messages',
      rate: 150_000,
      receiveLimit: 300_000,
      alone: 100_000,
      under: 60_000,
      sentUnder: 100_000,
      atFullRate: { alone: 200_000, under: 90_000, sentUnder: 95_000 },
      growth: 1.2e6,
    },
  ],
  takenDown: { seconds: 3.14, leftOver: 0 },
};

it('shows a report in 80 columns, by the names of the drafts', () => {
  const lines = loadText(REPORT).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines).toContain('throughput, no loss        123,456 packets/s, 1383 Mbit/s');
  expect(lines).toContain('phase 2 rekey rate         none came up');
  expect(lines).toContain('phase 1 DoS resiliency     60% of the traffic stays: 60,000 packets/s');
  expect(lines.map((line) => line.trim())).toContain('at full rate 45%: 90,000 packets/s');
});

it('says what did not come up, and why', () => {
  const text = loadText({ ...REPORT, held: 7, failure: 'the peer does not answer' });
  expect(text).toContain('7 of 10,000: the peer does not answer');
});

it('tells the middle of readings from their slowest', () => {
  expect(spreadOf([])).toBeUndefined();
  const readings = Array.from({ length: 101 }, (_, i) => 100 - i);
  expect(spreadOf(readings)).toEqual({ median: 50, p99: 99, count: 101 });
});
