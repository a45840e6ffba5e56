/** What a computer with the Windows system can be in, and what its event log can hold. */

import type { ServiceState } from '../../host/agent/agent.ts';
import type { DriverModeName } from '../../ipsec/clear/driver-mode.ts';
import { CATALOGUE } from '../../observe/windows-events/catalogue.ts';

export const SERVICE_STATES: readonly ServiceState[] = [
  'stopped',
  'starting',
  'running',
  'blocked',
];

export const DRIVER_MODES: readonly DriverModeName[] = [
  'start-up permit',
  'start-up stateful',
  'start-up block',
  'operational secure',
  'operational permit',
  'operational block',
];

/** IDs of the events that Espial writes into a Windows event log. */
export const EVENT_IDS: readonly number[] = CATALOGUE.map(({ id }) => id);
