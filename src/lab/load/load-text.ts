/** A load report as a page of 80 columns. */

import type { LoadReport, Resiliency, Spread } from './load-report.ts';

/** Columns of the names in front. */
const NAMES = 27;

/** The page. */
export function loadText(report: LoadReport): string {
  const { tunnels, concurrency, group, suite, crypto, packetOctets } = report;
  const { throughput, memory, takenDown } = report;
  const lines = [
    `${whole(tunnels)} tunnels: one ISAKMP SA and two ESP SAs each, group ${group}, ${suite}`,
    `inner packets of ${packetOctets} octets, ${concurrency} negotiations at one time`,
    `cryptography: ${crypto}`,
    '',
    row('tunnel capacity', heldText(report)),
    row(
      'tunnel setup rate',
      `${rate(report.setupRate)} (first tenth ${whole(report.setupRateFirst)}, last ${whole(report.setupRateLast)})`,
    ),
    row('phase 1 rekey rate', rate(report.phase1Rate)),
    row('phase 2 rekey rate', rate(report.phase2Rate)),
    row('time to first packet', spread(report.firstPacket)),
    row('throughput, no loss', traffic(throughput.lossless, packetOctets)),
    row('throughput, most', traffic(throughput.received, packetOctets)),
    row(
      'frame loss at most',
      `${percent(throughput.loss)} of ${whole(throughput.offered)} packets/s`,
    ),
    row('back-to-back frames', whole(report.backToBack)),
    row('latency, there and back', spread(report.latency)),
    row(
      'memory of the far side',
      `${megabytes(memory.held)}, empty ${megabytes(memory.empty)}: ${kilobytes(memory.perTunnel)} a tunnel`,
    ),
    ...report.resiliency.flatMap(resiliencyRows),
    row('taken down in', `${takenDown.seconds.toFixed(1)} s, ${leftText(takenDown.leftOver)}`),
  ];
  return lines.join('\n');
}

function heldText({ held, tunnels, failure }: LoadReport): string {
  if (held >= tunnels) return `${whole(held)}, all of them, with traffic on all`;
  return `${whole(held)} of ${whole(tunnels)}${failure === undefined ? '' : `: ${failure}`}`;
}

function leftText(leftOver: number): string {
  return leftOver === 0 ? 'nothing left over' : `${whole(leftOver)} pairs left over`;
}

const FLOOD_NAMES: Readonly<Record<Resiliency['kind'], string>> = {
  'first-messages': 'phase 1 DoS resiliency',
  replay: 'anti-replay resiliency',
  noise: 'noise resiliency',
};

function resiliencyRows({ kind, rate: flood, alone, under, ...others }: Resiliency): string[] {
  const { growth, atFullRate: full } = others;
  return [
    row(FLOOD_NAMES[kind], `${kept(under, alone)} of the traffic stays: ${whole(under)} packets/s`),
    row('', `at ${whole(flood)} datagrams/s; memory grew by ${megabytes(growth)}`),
    row('', `at full rate ${kept(full.under, full.alone)}: ${whole(full.under)} packets/s`),
    row('', `of ${whole(full.sentUnder)} that the sender still had time for`),
  ];
}

function kept(under: number, alone: number): string {
  return percent(alone === 0 ? 0 : under / alone);
}

function row(name: string, text: string): string {
  return `${name.padEnd(NAMES)}${text}`.trimEnd();
}

function rate(perSecond: number | undefined): string {
  return perSecond === undefined ? 'none came up' : `${whole(perSecond)}/s`;
}

function traffic(packets: number, octets: number): string {
  return `${whole(packets)} packets/s, ${((packets * octets * 8) / 1e6).toFixed(0)} Mbit/s`;
}

function spread(of: Spread | undefined): string {
  if (of === undefined) return 'nothing came back';
  return `${of.median.toFixed(2)} ms (99%: ${of.p99.toFixed(2)} ms; ${of.count} times)`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.01 && part > 0 ? 2 : 0)}%`;
}

function megabytes(octets: number): string {
  return `${(octets / 1e6).toFixed(1)} MB`;
}

function kilobytes(octets: number): string {
  return `${(octets / 1e3).toFixed(1)} kB`;
}
