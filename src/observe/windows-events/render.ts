/** What a host reports, as events of Windows' event log: pure, and the only place that decides. */

import type { HostEvent } from '../../host/events.ts';
import { agentAudit, isAgentEvent } from './agent.ts';
import { auditEvent, isAudited } from './audit.ts';
import {
  clearTextAccepted,
  driverDiagnostics,
  driverMode,
  softSaAdded,
  softSaRemoved,
} from './driver.ts';
import { droppedMessage, peerMoved } from './own.ts';
import type { WindowsEvent } from './record.ts';

/** What the audit policy of a computer says. */
export interface AuditSettings {
  /** `Audit logon events`: 541 to 543 need success, 544 to 547 failure. */
  readonly success: boolean;
  readonly failure: boolean;
  /** HKLM\SYSTEM\CurrentControlSet\Control\Lsa\Audit\DisableIKEAudits: none of 541 to 547. */
  readonly disableIkeAudits: boolean;
}

/**
 * What a peer with an event log audits unless told otherwise. Windows Server 2003 itself audits
 * success alone by default (unverified); who asks Espial for a log wants to see what fails.
 */
export const AUDIT_ALL: AuditSettings = { success: true, failure: true, disableIkeAudits: false };

/** Events of Windows' log for one that a host reports: none, or one, or one for each kind of drop. */
export function windowsEvents(event: HostEvent, settings: AuditSettings): readonly WindowsEvent[] {
  if (isAudited(event)) {
    const made = auditEvent(event);
    return made !== undefined && isWanted(made, settings) ? [made] : [];
  }
  if (isAgentEvent(event)) return [agentAudit(event)];
  switch (event.kind) {
    case 'isakmp-dropped':
      return [droppedMessage(event)];
    case 'peer-moved':
      return [peerMoved(event)];
    case 'driver-mode':
      return [driverMode(event)];
    case 'driver-diagnostics':
      return driverDiagnostics(event);
    case 'clear-text-accepted':
      // A soft SA has its own event, which says that all of its traffic is in clear.
      return event.reason === 'soft-sa' ? [] : [clearTextAccepted(event)];
    case 'soft-sa-added':
      return settings.success && !settings.disableIkeAudits ? [softSaAdded(event)] : [];
    case 'soft-sa-removed':
      return settings.success && !settings.disableIkeAudits ? [softSaRemoved(event)] : [];
    default:
      return [];
  }
}

function isWanted({ type }: WindowsEvent, settings: AuditSettings): boolean {
  if (settings.disableIkeAudits) return false;
  return type === 'failure' ? settings.failure : settings.success;
}
