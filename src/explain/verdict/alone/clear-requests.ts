/** What this host sent in clear and got no answer to. */

import { countText } from '../../../observe/units.ts';
import type { ClassId } from '../classes.ts';
import type { SideEvidence } from '../evidence.ts';
import { type Finding, finding, guess, WEIGHT } from '../finding.ts';
import { type Request, requestsOf } from './requests.ts';

/** One finding for each peer that some clear packets had no answer from. */
export function clearRequestFindings(side: SideEvidence): Finding[] {
  const clear = requestsOf(side).filter((request) => request.clear);
  const peers = new Set(clear.map(({ peer }) => peer));
  return [...peers].flatMap((peer) => {
    const asked = clear.filter((request) => request.peer === peer);
    const missing = asked.filter(({ answer }) => answer === undefined);
    if (missing.length === 0) return [];
    const reason = reasonOf(side, peer, asked, missing);
    if (reason === undefined) return [];
    const { id, why, others } = reason;
    return [
      guess({
        class: id,
        weight: WEIGHT.lost - 1,
        at: missing[0]!.at,
        host: side.name,
        seen: `${countText(missing.length, 'packet')} in clear to ${peer} got no answer${why}`,
        others,
      }),
    ];
  });
}

interface Reason {
  readonly id: ClassId;
  readonly why: string;
  readonly others: readonly ClassId[];
}

function reasonOf(
  { events, frames }: SideEvidence,
  peer: string,
  asked: readonly Request[],
  missing: readonly Request[],
): Reason | undefined {
  const first = missing[0]!.at;
  const service = events.findLast(
    ({ kind, at }) => at <= first && (kind === 'service-started' || kind === 'service-stopped'),
  );
  const isWindows = events.some(({ kind }) => kind === 'driver-mode');
  if (isWindows && service?.kind !== 'service-started') {
    return {
      id: 'service-stopped',
      why: ", and this host's IPsec service did not run then",
      others: ['clear-text-where-protection-required', 'blocked-by-policy', 'no-policy'],
    };
  }
  const speaksIke = frames.some(
    ({ ike, packet, source, destination }) =>
      (ike !== undefined || packet !== undefined) && (source === peer || destination === peer),
  );
  if (speaksIke) {
    if (!missing.some((one) => wasProtected(one, frames))) return undefined;
    return {
      id: 'clear-text-where-protection-required',
      why: ', and the two hosts protect what goes between them at other times',
      others: ['blocked-by-policy', 'not-protected-at-all', 'one-sided-sa'],
    };
  }
  const answered = asked.filter(({ answer }) => answer !== undefined);
  const sameKind = answered.some(({ kind }) => missing.some((one) => one.kind === kind));
  const isOver = answered.some(({ at, kind }) =>
    missing.some((one) => one.kind === kind && one.at < at),
  );
  if (sameKind && isOver) {
    return {
      id: 'blocked-by-driver-mode',
      why: ', and later ones of the same kind did: the peer let nothing in for a time',
      others: ['blocked-by-policy', 'policy-not-applied', 'policy-source-failed', 'packets-lost'],
    };
  }
  return {
    id: 'blocked-by-policy',
    why: answered.length > 0 ? ', while others did' : '',
    others: [
      'clear-text-where-protection-required',
      'blocked-by-driver-mode',
      'policy-not-applied',
      'policy-source-failed',
      'no-response',
      'none',
    ],
  };
}

/** An answer is expected: to an echo, and in a flow that is protected before, or answered so later. */
function wasProtected({ kind, at, frame }: Request, frames: SideEvidence['frames']): boolean {
  if (kind === 'echo') return true;
  const own = frame.traffic?.exchange;
  return frames.some(
    ({ packet, traffic, source, at: when }) =>
      packet !== undefined && traffic?.exchange === own && (when < at || source !== frame.source),
  );
}

/** IKE came, this host did not answer it, and the sender went on in clear. */
export function peersInClear({ name, frames, addresses }: SideEvidence): Finding[] {
  const asked = frames.find(({ ike, source }) => ike !== undefined && !addresses.includes(source));
  if (asked === undefined) return [];
  const { source: peer, at: since } = asked;
  const after = frames.find(
    ({ clear, source, at }) => clear !== undefined && source === peer && at > since,
  );
  const answered = frames.some(
    ({ ike, destination, at }) =>
      ike !== undefined && destination === peer && at <= (after?.at ?? since),
  );
  if (after === undefined || answered) return [];
  return [
    finding({
      class: 'fell-back-to-clear',
      certainty: 'likely',
      weight: WEIGHT.lost,
      at: after.at,
      host: name,
      seen: `${peer} asked for a negotiation, got no answer from this host, and went on in clear`,
      others: ['service-stopped', 'no-policy', 'clear-text-allowed'],
    }),
  ];
}
