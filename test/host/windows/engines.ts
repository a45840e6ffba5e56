/** Two engines of computers with policies, 192.0.2.1 and 192.0.2.2. */

import { parseAddress } from '../../../src/base/address.ts';
import { PolicyInForce } from '../../../src/host/windows/policy-in-force.ts';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import type { ActivePolicy } from '../../../src/policy/compiled.ts';
import { expand } from '../../../src/policy/expand.ts';
import { Duo } from '../../ike/duo.ts';
import { rules } from './policies.ts';

/** The name of a rule's SAs as the first computer has them. */
export const flow = (rule: string): string => `${rule} [192.0.2.1 <-> 192.0.2.2]`;
/** The same as the second one has them. */
export const flowBack = (rule: string): string => `${rule} [192.0.2.2 <-> 192.0.2.1]`;

export interface Engines {
  readonly engines: Duo;
  /** The first computer gets another policy; answers how many SAs end for it. */
  change(policy: ActivePolicy): number;
}

export function engines(a: ActivePolicy, b = rules([{ name: 'all' }])): Engines {
  const side = (policy: ActivePolicy, address: string): PolicyInForce =>
    new PolicyInForce({
      system: { policy, timers: TIMER_PROFILES.lab },
      addresses: [parseAddress(address)],
      expand,
    });
  const own = side(a, '192.0.2.1');
  const duo = new Duo({ a: { policy: own }, b: { policy: side(b, '192.0.2.2') } });
  return {
    engines: duo,
    change(policy) {
      const ended = duo.a.engine.policyReplaced(own.replace(policy), duo.now);
      duo.wait(0);
      return ended;
    },
  };
}
