/**
 * The next method of a policy's list, where the peer cannot do the one that it agreed to. A responder
 * should choose a method that it can do; some take the first that is offered and refuse later, without a
 * word on why. A precise refusal (an expired certificate) is an answer, and no reason to try less.
 */

import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import type { AuthMethod } from '../auth/method.ts';
import { authMethod, usableMethods } from '../auth/methods.ts';
import type { EngineState } from '../engine-state.ts';
import type { Failure } from '../failure.ts';
import { type PassedOver, scopeOf } from '../isakmp-sa.ts';
import { peerIsEspial } from '../riders/vendor-ids.ts';
import { failMainMode, initiateMainMode } from './main-mode-life.ts';
import type { Negotiation } from './negotiation.ts';

/**
 * The peer has refused to go on, and did not say why more precisely than a notify's type can: main mode
 * begins anew without the method, or fails where none is left.
 */
export function refusedWithoutReason(
  engine: EngineState,
  entry: Negotiation,
  failure: Failure,
): void {
  const { sa } = entry;
  const method = methodOf(entry, failure);
  const rest = usableMethods(sa).filter((id) => id !== method?.id);
  const tries = sa.role === 'initiator' && sa.phaseOne === 'main mode' && method !== undefined;
  // Windows Server 2003 does not; an Espial chooses what it can do, and says what is wrong.
  const isForeign = sa.peer.dialect.name === 'default' && !peerIsEspial(sa);
  if (!tries || !isForeign || rest.length === 0) return failMainMode(engine, entry, failure);
  const over: PassedOver = { id: method.id, why: failure.title };
  engine.options.note({ kind: 'method-refused', ...scopeOf(sa), method: method.name });
  // What waits goes to the new main mode, so that it does not fail with the old one.
  const wanted = entry.takeWaiting();
  failMainMode(engine, entry, failure);
  initiateMainMode(engine, sa.peer, sa.path, wanted, [...sa.passedOver, over]);
}

/** The method agreed on; one that was misunderstood was never agreed on. */
function methodOf({ main }: Negotiation, { code }: Failure): AuthMethod | undefined {
  if (code === 'method-misunderstood') return authMethod(IKE_AUTHENTICATION.GSS_API);
  return 'method' in main.state ? main.state.method : undefined;
}
