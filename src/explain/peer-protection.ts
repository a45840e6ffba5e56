/** Whether a running peer is protected, by its counters and SAs. */

import type { QuickModeSaView, StatisticsView } from '../host/ports.ts';
import type { TrafficKind } from './protection.ts';
import { countOf, trafficTable, type Verdict } from './protection-text.ts';
import { wrapped } from './wrap.ts';

const WIDTH = 80;

/** What of a peer's counters says it. */
export interface PeerProtection {
  readonly verdict: Exclude<Verdict, 'protected-later'>;
  /** Sent and received, dropped ones left out. */
  readonly packets: Readonly<Record<TrafficKind, number>>;
  /** What passed in clear, ICMP too, by what let it pass. */
  readonly letPass: {
    /** A filter or mode that permits, or no filter at all. */
    readonly permitted: number;
    readonly exempt: number;
    readonly softSas: number;
    /** Inbound pass-through or the default response, though policy protects such packets. */
    readonly passedThrough: number;
  };
  readonly softFlows: number;
  /** Dropped because they came in clear. */
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
  const both = (what: string): number => sum(`${what}-sent`, `${what}-received`);
  const ah = both('ah-packets');
  const icmp = both('clear-icmp');
  const packets = {
    esp: both('protected-packets') - ah,
    ah,
    ike: both('messages'),
    icmp,
    clear: both('clear-packets') - icmp,
  };
  return {
    verdict: verdictOf(packets),
    packets,
    letPass: {
      permitted: both('permitted-packets'),
      exempt: sum('exempt-packets', 'filter-exempt-packets', 'boot-exempt-packets'),
      softSas: both('soft-packets'),
      passedThrough: sum('clear-text-accepted'),
    },
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

function verdictOf({ esp, ah, clear }: PeerProtection['packets']): PeerProtection['verdict'] {
  const isProtected = esp + ah > 0;
  if (clear === 0) return isProtected ? 'protected' : 'nothing';
  return isProtected ? 'mixed' : 'clear';
}

const ANSWERS: Readonly<Record<PeerProtection['verdict'], string>> = {
  protected: 'yes, protected: nothing but ESP, AH, ICMP and IKE passed.',
  mixed: 'no, in part only: protected packets passed, and others in clear.',
  clear: 'no: packets passed in clear, and none was protected.',
  nothing: 'no packets that need protection have passed yet.',
};

/** The answer in words, 80 columns wide. */
export function peerProtectionText(name: string, seen: PeerProtection): string {
  const { verdict, packets, pairs } = seen;
  const table = trafficTable('sent and received', [[name, packets]]);
  const sas = pairs.map(
    (pair) =>
      `${pair.ends.join(' and ')} (${pair.policy}): ${countOf(pair.packets, 'packet')}, ${countOf(pair.octets, 'octet')}, ${pair.suite}.`,
  );
  return [
    paragraph(`${name}: ${ANSWERS[verdict]}`),
    table,
    [...clearWords(seen), ...(sas.length > 0 ? sas : ['There are no SAs at present.'])]
      .map(paragraph)
      .join('\n'),
  ].join('\n\n');
}

function clearWords({ packets, letPass, softFlows, dropped }: PeerProtection): string[] {
  const causes = [
    [letPass.permitted, 'permitted by policy, or covered by no filter'],
    [letPass.exempt, 'exempt from the filters'],
    [letPass.softSas, 'on soft SAs, whose peers do not know IPsec'],
    [letPass.passedThrough, 'let in though policy protects them (inbound pass-through)'],
  ] as const;
  const named = causes.filter(([number]) => number > 0).map((cause) => cause.join(' '));
  const inClear = countOf(packets.clear + packets.icmp, 'packet');
  return [
    ...(named.length > 0 ? [`In clear, ICMP too: ${inClear}: ${named.join('; ')}.`] : []),
    ...(softFlows > 0 ? [`In force: ${countOf(softFlows, 'soft SA')}.`] : []),
    ...(dropped > 0 ? [`Dropped since it came in clear: ${countOf(dropped, 'packet')}.`] : []),
  ];
}

function paragraph(text: string): string {
  return wrapped(text, WIDTH, '  ').join('\n');
}
