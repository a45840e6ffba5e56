/** What a peer writes down in Windows' manner: the event log and the IKE log (ikelogging's in the same folder). */

import { join, resolve } from 'node:path';
import type { Instant } from '../base/time.ts';
import type { HostConfig } from '../host/config.ts';
import type { HostEvent } from '../host/events.ts';
import { systemNow } from '../net/clock.ts';
import { reason } from '../net/errors.ts';
import { EventJournal } from '../observe/event-log/journal.ts';
import { EVENT_LOG_OCTETS, EventStore } from '../observe/event-log/store.ts';
import { IkeLog } from '../observe/ike-log/ike-log.ts';
import { AUDIT_ALL, type AuditSettings } from '../observe/windows-events/render.ts';
import { UsageError } from './usage.ts';

/** How often the event log is told what it has left out. */
const RESTRAINT_MILLISECONDS = 1000;

export interface PeerLogOptions {
  readonly eventLog?: string;
  readonly eventLogSize?: number;
  readonly ikeLog?: string;
}

export interface PeerLogs {
  readonly journal: EventJournal;
  /** The folder of the event log, if there is one on disk. */
  readonly folder: string | undefined;
  note(event: HostEvent): void;
  close(): void;
}

/** Opens what the options name. Throws a UsageError or the system's error. */
export function openPeerLogs(
  config: HostConfig,
  options: PeerLogOptions,
  say: (sentence: string) => void,
  now: () => Instant = systemNow,
): PeerLogs {
  const { eventLog, eventLogSize, ikeLog } = options;
  if (eventLogSize !== undefined && eventLog === undefined) {
    throw new UsageError('--event-log-size limits an event log: name its folder with --event-log.');
  }
  const store = eventLog === undefined ? undefined : openStore(eventLog, eventLogSize, say);
  const ikeFile = ikeLog ?? (store && join(store.folder, 'Oakley.log'));
  const ike = ikeFile === undefined ? undefined : new IkeLog(ikeFile, say);
  if (ikeLog !== undefined) ike?.enable(now());
  const journal = new EventJournal(store, auditSettings(config));
  const timer = setInterval(() => journal.tell(now()), RESTRAINT_MILLISECONDS).unref();
  return {
    journal,
    folder: store?.folder,
    note(event) {
      journal.note(event);
      if (event.kind === 'setting-counts') heedSetting(event, ike, say);
      ike?.note(event);
    },
    close() {
      clearInterval(timer);
      journal.close();
      ike?.disable();
    },
  };
}

/** `set config property=ikelogging` switches the IKE log while the peer runs. */
function heedSetting(
  event: Extract<HostEvent, { kind: 'setting-counts' }>,
  log: IkeLog | undefined,
  say: (sentence: string) => void,
): void {
  if (event.property !== 'ikelogging') return;
  if (event.value !== '1') return log?.disable();
  if (log === undefined) {
    return say('ikelogging is on, and no file is named: start the peer with --ike-log FILE.');
  }
  try {
    log.enable(event.at);
  } catch (error) {
    say(`the IKE log ${log.path} cannot be begun: ${reason(error)}.`);
  }
}

function openStore(folder: string, size: number | undefined, say: (sentence: string) => void) {
  const maximumOctets = size ?? EVENT_LOG_OCTETS;
  try {
    return new EventStore({ folder: resolve(folder), maximumOctets, onTrouble: say });
  } catch (error) {
    // The system's own errors name their path; what else is wrong has words for people.
    if (!(error instanceof Error) || 'code' in error) throw error;
    throw new UsageError(`${error.message}. Choose another folder with --event-log.`);
  }
}

function auditSettings({ windows }: HostConfig): AuditSettings {
  const agent = windows?.agent;
  if (agent === undefined) return AUDIT_ALL;
  return { ...agent.audit, disableIkeAudits: agent.disableIkeAudits };
}
