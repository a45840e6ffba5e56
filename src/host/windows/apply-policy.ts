/** Putting another policy in force on a running host. */

import type { IkeEngine } from '../../ike/engine.ts';
import type { SoftSaView } from '../../ipsec/clear/soft-flows.ts';
import type { Driver } from '../../ipsec/driver.ts';
import type { ActivePolicy } from '../../policy/compiled.ts';
import type { CurrentCall } from '../call.ts';
import type { HostConfig } from '../config.ts';
import type { PolicyInForce } from './policy-in-force.ts';
import type { WindowsSystem } from './system.ts';

/** What must know of it. */
export interface PolicyUsers {
  readonly config: HostConfig;
  readonly call: CurrentCall;
  readonly inForce: PolicyInForce | undefined;
  readonly engine: IkeEngine;
  readonly driver: Driver;
}

/**
 * The host lives by this policy from now on. SAs whose filter, methods and authentication are as they
 * were go on, soft ones too; others are deleted, and their peers are told; what is under way for them
 * fails. `changes`: what else of the computer is different. Does nothing on a host whose configuration is its policy.
 */
export function applyPolicy(
  { config, call, inForce, engine, driver }: PolicyUsers,
  active: ActivePolicy,
  changes: Partial<WindowsSystem> = {},
): void {
  if (inForce === undefined) return;
  const stands = inForce.replace(active, changes);
  engine.policyReplaced(stands, call.now);
  // The engine knows of more than filters, so that these are gone already.
  for (const id of driver.replacePolicies(inForce.entries, config.unmatched, call.now))
    engine.deleteChild(id, call.now);
  // A filter may be what it was and its action ask for security now.
  const isOver = ({ policy }: SoftSaView): boolean => {
    const child = inForce.childNamed(policy);
    return child === undefined || !stands.child(policy) || !stands.peer(child.peer);
  };
  driver.endSoft(isOver, 'policy-change', call.now);
}
