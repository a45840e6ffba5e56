/** What can be known about a fault before it acts: what a bench lacks for it. */

import type { Fault, Subject } from './fault.ts';

/** Why a fault cannot work where there are no keys, or no NAT; undefined where it can. */
export function refusalOf(
  { action }: Fault,
  has: { readonly keys: boolean; readonly nat: boolean },
): string | undefined {
  if (action.kind === 'rebind')
    return has.nat ? undefined : 'There is no NAT here that could be rebound.';
  if (has.keys) return undefined;
  const place =
    action.kind === 'corrupt' ? action.place : action.kind === 'change' ? action.field : undefined;
  if (place === undefined || typeof place === 'string' || !('what' in action)) return undefined;
  const { payload } = place;
  if (payload === undefined || payload.name === 'header' || !isEncrypted(action.what))
    return undefined;
  return `The ${payload.name} payload is encrypted there: it can be changed only with keys.`;
}

/** Whether all messages that are meant are encrypted. */
function isEncrypted({ kind, number = 0 }: Subject): boolean {
  return kind === 'quick mode' || kind === 'transaction' || (kind === 'main mode' && number >= 5);
}
