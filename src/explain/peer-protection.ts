/** Whether a running peer is protected, by its counters and SAs. */

import type { QuickModeSaView, StatisticsView } from '../host/ports.ts';
import { wrapped } from './wrap.ts';

const WIDTH = 80;

/** What of a peer's counters says it. */
export interface PeerProtection {
  readonly protectedPackets: number;
  /** Let through in clear by policy, or because no entry covers it. */
  readonly clearPackets: number;
  /** Let in in clear though policy protects them. */
  readonly passedThrough: number;
  readonly softPackets: number;
  readonly softFlows: number;
  readonly dropped: number;
  readonly pairs: readonly {
    readonly policy: string;
    readonly ends: readonly [string, string];
    readonly suite: string;
    readonly packets: number;
    readonly octets: number;
  }[];
}

/** Reads it off the counters and the pairs of SAs. */
export function peerProtection(
  { ike, ipsec, detail }: StatisticsView,
  sas: readonly QuickModeSaView[],
): PeerProtection {
  const values = new Map([...ike, ...ipsec, ...detail].map(({ id, value }) => [id, value]));
  const sum = (...ids: readonly string[]): number =>
    ids.reduce((total, id) => total + (values.get(id) ?? 0), 0);
  return {
    protectedPackets: sum('protected-packets-sent', 'protected-packets-received'),
    clearPackets: sum('permitted-packets-sent', 'permitted-packets-received'),
    passedThrough: sum('clear-text-accepted'),
    softPackets: sum('soft-packets-sent', 'soft-packets-received'),
    softFlows: sum('soft-associations-active'),
    dropped: sum('packet-dropped-clear-text-required-protection'),
    pairs: sas.map(({ policy, local, remote, suite, inbound, outbound }) => ({
      policy,
      ends: [local, remote],
      suite,
      packets: (inbound?.packets ?? 0) + (outbound?.packets ?? 0),
      octets: (inbound?.octets ?? 0) + (outbound?.octets ?? 0),
    })),
  };
}

/** The answer in words. */
export function peerProtectionText(name: string, seen: PeerProtection): string {
  const lines = [answerOf(name, seen)];
  const { protectedPackets, clearPackets, passedThrough, softPackets, softFlows, dropped } = seen;
  lines.push(
    `Protected: ${protectedPackets} packets. In clear by policy: ${clearPackets} (ICMP that is permitted is among them; a capture tells it apart).`,
  );
  if (softPackets + softFlows > 0)
    lines.push(
      `On soft SAs, in clear because the peer does not know IPsec: ${softPackets}; ${softFlows} in force.`,
    );
  if (passedThrough > 0)
    lines.push(
      `Let in in clear though policy protects them: ${passedThrough} (inbound pass-through or default response).`,
    );
  if (dropped > 0) lines.push(`Dropped since they came in clear: ${dropped}.`);
  if (seen.pairs.length === 0) lines.push('There are no SAs at present.');
  for (const { policy, ends, suite, packets, octets } of seen.pairs) {
    lines.push(
      `${ends.join(' and ')} (${policy}): ${packets} packets, ${octets} octets, ${suite}.`,
    );
  }
  return lines.flatMap((line) => wrapped(line, WIDTH, '  ')).join('\n');
}

function answerOf(name: string, seen: PeerProtection): string {
  const clear = seen.clearPackets + seen.passedThrough + seen.softPackets;
  if (seen.protectedPackets + clear === 0) return `${name}: no packets have passed yet.`;
  if (clear === 0) return `${name}: yes, protected. Every packet that passed had an SA.`;
  if (seen.protectedPackets === 0)
    return `${name}: no. Packets passed in clear, and none was protected.`;
  return `${name}: in part. Protected packets passed, and others in clear.`;
}
