/** A host's event log: what it reports becomes events, on disk where a store is given, else remembered. */

import { LIMITS } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { HostEvent } from '../../host/events.ts';
import { leftOut } from '../windows-events/own.ts';
import type { LoggedEvent, WindowsEvent } from '../windows-events/record.ts';
import { AUDIT_ALL, type AuditSettings, windowsEvents } from '../windows-events/render.ts';
import { EventRestraint } from './restraint.ts';
import type { EventStore } from './store.ts';

export class EventJournal {
  /** May be set anew while the host runs. */
  settings: AuditSettings;
  readonly #store: EventStore | undefined;
  readonly #restraint = new EventRestraint();
  readonly #recent: LoggedEvent[] = [];
  #record = 0;

  constructor(store: EventStore | undefined, settings: AuditSettings = AUDIT_ALL) {
    this.#store = store;
    this.settings = settings;
  }

  note(event: HostEvent): void {
    for (const made of windowsEvents(event, this.settings)) {
      this.tell(made.at);
      if (this.#restraint.admits(made)) this.#append(made);
    }
  }

  /** Logs how many events were left out until now. Call it now and then, and at the end. */
  tell(now: Instant = Number.POSITIVE_INFINITY): void {
    for (const { count, last } of this.#restraint.over(now)) this.#append(leftOut(count, last));
  }

  /** The newest events after a record number, oldest first, as far as they are remembered. */
  after(record: number): readonly LoggedEvent[] {
    return this.#recent.filter((event) => event.record > record);
  }

  close(): void {
    this.tell();
    this.#store?.close();
  }

  #append(event: WindowsEvent): void {
    const logged = this.#store?.append(event) ?? { record: ++this.#record, ...event };
    this.#recent.push(logged);
    if (this.#recent.length > LIMITS.eventsRemembered) this.#recent.shift();
  }
}
