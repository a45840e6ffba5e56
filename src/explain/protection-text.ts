/** Whether traffic was protected, in words: a sentence for all of it, a table, and one for each pair. */

import {
  type PairTraffic,
  packetsOf,
  TRAFFIC_KINDS,
  type TrafficKind,
  type TrafficSummary,
} from './protection.ts';
import { wrapped } from './wrap.ts';

const WIDTH = 80;
/** Pairs of addresses in the table. */
const ROWS = 24;

export type Verdict = 'protected' | 'protected-later' | 'mixed' | 'clear' | 'nothing';

/** How a pair fares. ICMP and IKE are no matter: policies permit them, and protection needs them. */
export function verdictOf({ packets, firstProtected, lastClear }: PairTraffic): Verdict {
  const isProtected = packets.esp + packets.ah > 0;
  if (packets.clear === 0) return isProtected ? 'protected' : 'nothing';
  if (!isProtected) return 'clear';
  return lastClear! < firstProtected! ? 'protected-later' : 'mixed';
}

/** The worst that any pair of single computers has. */
export function verdictOfAll({ pairs }: TrafficSummary): Verdict {
  const order: readonly Verdict[] = ['mixed', 'clear', 'protected-later', 'protected'];
  const found = pairs.filter(({ toMany }) => !toMany).map(verdictOf);
  return order.find((verdict) => found.includes(verdict)) ?? 'nothing';
}

/** The whole answer, 80 columns wide. */
export function protectionText(summary: TrafficSummary): string {
  const { pairs, notIp, uncounted } = summary;
  const shown = pairs.slice(0, ROWS);
  const parts = [paragraph(answerOf(summary))];
  if (shown.length > 0)
    parts.push(
      trafficTable(
        'between',
        shown.map(({ ends, packets }) => [ends.join(' and '), packets]),
      ),
    );
  for (const pair of shown) {
    const words = wordsOf(pair);
    if (words !== undefined) parts.push(paragraph(words));
  }
  const left = pairs.length - shown.length;
  const notes = [
    ...(left > 0 ? [`${left} more pairs of addresses are not shown; --json has them.`] : []),
    ...(uncounted > 0 ? [`${uncounted} packets are of more pairs than are counted.`] : []),
    ...(notIp > 0 ? [`${countOf(notIp, 'frame')} without an IP packet (ARP and the like).`] : []),
    ...(pairs.some(({ packets }) => packets.esp > 0)
      ? [
          'ESP says that packets are protected, not how: with NULL it does not encrypt. "espial sa" on a peer shows the algorithms.',
        ]
      : []),
    ...(pairs.some(({ packets }) => packets.ah > 0)
      ? ['AH proves who sent a packet, and hides nothing of it, unless ESP is inside.']
      : []),
  ];
  if (notes.length > 0) parts.push(notes.map(paragraph).join('\n'));
  return parts.join('\n\n');
}

function answerOf(summary: TrafficSummary): string {
  switch (verdictOfAll(summary)) {
    case 'protected':
      return 'Yes, protected: between single computers nothing but ESP, AH, ICMP and IKE passed.';
    case 'protected-later':
      return 'Protected in the end: traffic passed in clear before there was an SA, and none after.';
    case 'mixed':
      return 'No, in part only: beside protected traffic, other traffic passed in clear.';
    case 'clear':
      return 'No: there is traffic in clear, and between those computers nothing protected.';
    case 'nothing':
      return summary.frames === 0
        ? 'There is nothing in it.'
        : 'There is nothing to protect in it: no traffic but IKE, ICMP, and what goes to many.';
  }
}

/** Packets by their kinds, a line for each name. */
export function trafficTable(
  head: string,
  counts: readonly (readonly [string, Readonly<Record<TrafficKind, number>>])[],
): string {
  const heads = [head, 'ESP', 'AH', 'IKE', 'ICMP', 'clear'];
  const rows = counts.map(([name, packets]) => [
    name,
    ...TRAFFIC_KINDS.map((kind) => String(packets[kind])),
  ]);
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => row[at]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ');
  return [line(heads), ...rows.map(line)].join('\n');
}

function wordsOf(pair: PairTraffic): string | undefined {
  const { ends, packets, firstProtected, firstClear, clearProtocols, toMany } = pair;
  const who = `${ends[0]} and ${ends[1]}`;
  const what = clearProtocols
    .slice(0, 4)
    .map(([name, number]) => `${number} ${name}`)
    .join(', ');
  const clear = `${countOf(packets.clear, 'packet')} in clear (${what})`;
  if (toMany)
    return packets.clear === 0
      ? undefined
      : `${who}: ${clear}. What goes to many at once is never negotiated; Windows lets it in at every level of exemptions.`;
  switch (verdictOf(pair)) {
    case 'protected-later':
      return `${who}: protected from frame ${firstProtected} on; ${clear} came before, from frame ${firstClear} on. Inbound pass-through does that, and a policy that permits what no filter covers.`;
    case 'mixed':
      return `${who}: ${clear} passed although there is an SA. A filter that permits that traffic does it, a soft SA, or a filter list that does not cover all of it.`;
    case 'clear':
      return packets.ike > 0
        ? `${who}: ${clear}, and IKE that came to nothing. The events of the two peers say why; "espial decode" shows the negotiation.`
        : `${who}: ${clear}, and no IKE at all: no policy asks for protection there.`;
    default:
      return packetsOf(pair) === packets.ike
        ? `${who}: IKE only, and no traffic yet that it would protect.`
        : undefined;
  }
}

/** `1 packet`, `2 packets`. */
export function countOf(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function paragraph(text: string): string {
  return wrapped(text, WIDTH, '  ').join('\n');
}
