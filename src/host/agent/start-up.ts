/** How the driver starts, before the Policy Agent has set any policy (Windows Server 2003 SP1). */

import type { DriverMode } from '../../ipsec/clear/driver-mode.ts';
import type { DriverSettings } from '../../policy/dynamic.ts';
import type { ServiceStart } from './ports.ts';

/**
 * The mode that a computer starts in. A service that will not start by itself could never end a start-up
 * mode, so there it is permit, whatever `bootmode` says.
 */
export function startUpMode(
  service: ServiceStart,
  bootmode: DriverSettings['bootmode'],
  isPolicyAssigned: boolean,
): DriverMode {
  if (service !== 'automatic') return { phase: 'start-up', mode: 'permit' };
  return { phase: 'start-up', mode: bootmode ?? (isPolicyAssigned ? 'stateful' : 'permit') };
}
