/** Why a main mode uses no method that its policy lists before the one it uses. */

import { decode } from '../../wire/codec.ts';
import { saCodec } from '../../wire/isakmp/sa.ts';
import { IKE_ATTRIBUTE } from '../../wire/numbers/ike.ts';
import type { AuthMethod } from '../auth/method.ts';
import { listedMethods } from '../auth/methods.ts';
import { passedOver } from '../failures/methods.ts';
import type { Agreed, IsakmpSa } from '../isakmp-sa.ts';
import { readAttributes } from './attribute-set.ts';
import { isGss, isKerberos } from './method-65001.ts';

/** One sentence for each method that stands before the one agreed on; empty where that is the first. */
export function methodsPassedOver(sa: IsakmpSa, agreed: Agreed): readonly string[] {
  if (sa.phaseOne !== 'main mode') return [];
  const listed = listedMethods(sa);
  const used = listed.findIndex(({ method }) => method.id === agreed.method.id);
  return listed
    .slice(0, Math.max(0, used))
    .map(({ method, obstacle }) => whyNot(sa, agreed, method, obstacle));
}

function whyNot(
  sa: IsakmpSa,
  agreed: Agreed,
  { id, name }: AuthMethod,
  obstacle: string | undefined,
): string {
  if (obstacle !== undefined) return passedOver(name, { kind: 'obstacle', obstacle });
  const refused = sa.passedOver.find((one) => one.id === id);
  if (refused !== undefined) return passedOver(name, { kind: 'refused', why: refused.why });
  const by = { peer: sa.peer.name, chosen: agreed.method.name };
  if (sa.role === 'initiator') return passedOver(name, { kind: 'not-chosen', ...by });
  const isOffered = methodsOffered(sa, agreed.saBody).has(id);
  return passedOver(name, { kind: isOffered ? 'peer-prefers' : 'not-offered', ...by });
}

/** Numbers of the methods in the initiator's offer; 65001 only where it means Kerberos. */
function methodsOffered(sa: IsakmpSa, saBody: Uint8Array): ReadonlySet<number> {
  const transforms = decode(saCodec, saBody).proposals.flatMap((one) => one.transforms);
  const offered = transforms.flatMap((transform) => {
    const { numbers } = readAttributes(transform.attributes, LIFE);
    const id = numbers.get(IKE_ATTRIBUTE.AUTHENTICATION);
    const isAnother = id !== undefined && isGss(id) && !isKerberos(transform, sa.peerVendorIds);
    return id === undefined || isAnother ? [] : [id];
  });
  return new Set(offered);
}

const LIFE = { type: IKE_ATTRIBUTE.LIFE_TYPE, duration: IKE_ATTRIBUTE.LIFE_DURATION };
