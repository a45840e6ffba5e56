/** What this host tells a peer of a refusal, beside the type of the notify. */

import { EMPTY } from '../../base/bytes.ts';
import type { Failure } from '../failure.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import { peerIsEspial } from '../riders/vendor-ids.ts';
import { differenceDataOf } from './difference-data.ts';
import { refusalDataOf } from './refusal-data.ts';

/** Of a main mode: what is wrong with a credential, or what differs. */
export function toldOfMainMode(sa: IsakmpSa, failure: Failure): Uint8Array {
  if (!isTold(sa)) return EMPTY;
  const data = refusalDataOf(failure);
  return data.length > 0 ? data : differenceDataOf(failure);
}

/** Of a quick mode: what differs. */
export function toldOfQuickMode(sa: IsakmpSa, failure: Failure): Uint8Array {
  return isTold(sa) ? differenceDataOf(failure) : EMPTY;
}

/** Others would not know what it is, and who speaks as Windows does says no more than Windows. */
function isTold(sa: IsakmpSa): boolean {
  return peerIsEspial(sa) && sa.peer.dialect.name === 'default';
}
