/** Which traffic a quick mode is about: policy entries for what is asked, and the check of the answer. */

import { rangeCovers, rangeOfAddress } from '../../base/address.ts';
import { equal } from '../../base/bytes.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { IdentificationPayload } from '../../wire/isakmp/payload.ts';
import type { Failure } from '../failure.ts';
import { selectorsDiffer } from '../failures/quick-mode.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import {
  childrenFor,
  compareSelectors,
  proposedTraffic,
  sameTraffic,
} from '../offers/child-match.ts';
import type { ChildPolicy, PolicyPort } from '../policy.ts';
import { isSameThroughNat, throughNat } from '../riders/nat-original.ts';
import { type Ids, place } from './quick-mode-state.ts';

/** Policy entries for what is asked. In transport mode the two ends are meant, whatever a NAT shows. */
export function candidatesFor(
  sa: IsakmpSa,
  traffic: TrafficSelector,
  children: readonly ChildPolicy[],
  policy: PolicyPort,
): ChildPolicy[] {
  const ends = throughNat(sa, traffic);
  if (policy.deciding !== undefined) {
    const decides = policy.deciding(sa.peer.name, traffic, ends);
    return children.filter(({ name }) => name === decides);
  }
  if (ends === traffic) return childrenFor(traffic, children);
  return [
    ...childrenFor(
      ends,
      children.filter(({ mode }) => mode === 'transport'),
    ),
    ...childrenFor(
      traffic,
      children.filter(({ mode }) => mode === 'tunnel'),
    ),
  ];
}

/** What is asked, as a refusal shows it beside the policy entries: where those are for the two ends, these. */
export function comparedTraffic(
  sa: IsakmpSa,
  traffic: TrafficSelector,
  children: readonly ChildPolicy[],
): TrafficSelector {
  const areEnds = children.every(({ mode }) => mode === 'transport');
  return areEnds ? throughNat(sa, traffic) : traffic;
}

/**
 * Why traffic cannot be asked for in transport mode: that is between the two ends alone (RFC 4301 4.1).
 * What names others would let a peer speak for them, and draw this host's packets for them to itself.
 */
export function faultOfTransport(sa: IsakmpSa, ends: TrafficSelector): string | undefined {
  const { local, remote } = sa.path;
  const isOwn =
    rangeCovers(rangeOfAddress(local.address), ends.local) &&
    rangeCovers(rangeOfAddress(remote.address), ends.remote);
  if (isOwn) return undefined;
  return `transport mode is for packets between ${local.address.text} and ${remote.address.text} alone`;
}

/** RFC 2409 5.5: the answer repeats the identities; where none were sent, they are the peers' addresses. */
export function faultOfAnsweredIds(
  sa: IsakmpSa,
  child: ChildPolicy,
  sent: Ids,
  received: readonly IdentificationPayload[],
): Failure | undefined {
  if (sameIds(sent ?? [], received)) return undefined;
  const [localId, remoteId] = received;
  const [local, remote] = [sa.path.local.address, sa.path.remote.address];
  const traffic = proposedTraffic(localId, remoteId, local, remote);
  const implied = proposedTraffic(undefined, undefined, local, remote);
  const bothPlain = typeof traffic !== 'string' && typeof implied !== 'string';
  if (sent === undefined && bothPlain && sameTraffic(traffic, implied)) return undefined;
  if (child.mode === 'transport' && typeof traffic !== 'string') {
    if (isSameThroughNat(sa, child.selector, traffic)) return undefined;
  }
  const rows = compareSelectors(localId, remoteId, traffic, [child]);
  return selectorsDiffer(
    place(sa, 2),
    rows,
    'the answer does not repeat the identities that were sent',
  );
}

function sameIds(
  expected: readonly IdentificationPayload[],
  received: readonly IdentificationPayload[],
): boolean {
  return (
    expected.length === received.length &&
    expected.every((id, i) => {
      const other = received[i]!;
      return (
        id.idType === other.idType &&
        id.protocol === other.protocol &&
        id.port === other.port &&
        equal(id.data, other.data)
      );
    })
  );
}
