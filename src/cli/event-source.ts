/** Where `espial events` reads a log: a folder, or a running peer's folder or memory. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ControlClient } from '../net/control-client.ts';
import { holdsLog, logFile } from '../observe/event-log/files.ts';
import { eventOfLine } from '../observe/event-log/lines.ts';
import { type EventLogContent, readEventLog } from '../observe/event-log/read.ts';
import type { LoggedEvent } from '../observe/windows-events/record.ts';
import { connectPeer } from './client.ts';
import type { ClientOptions } from './options.ts';
import { UsageError } from './usage.ts';

export interface EventSource {
  /** What came after a record, oldest first. */
  after(record: number): Promise<EventLogContent>;
  /** Runs when there will be nothing more. */
  onEnd(listener: () => void): void;
  close(): void;
}

/** The log of a folder, or of the running peer that the options name. */
export async function openEventSource(
  options: ClientOptions & { readonly folder?: string },
): Promise<EventSource> {
  if (options.folder !== undefined) return folderSource(options.folder);
  const client = await connectPeer(options);
  const { eventLog } = await client.describe();
  if (eventLog === undefined) return memorySource(client);
  const source = folderSource(eventLog);
  return {
    ...source,
    onEnd: (listener) => client.onClose(listener),
    close: () => client.close(),
  };
}

function folderSource(folder: string): EventSource {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true || !holdsLog(path)) {
    throw new UsageError(
      `${path} holds no event log. A peer writes one with: espial peer FILE --event-log ${folder}`,
    );
  }
  let known = '';
  return {
    async after(record) {
      const newest = statSync(logFile(path, 0), { throwIfNoEntry: false });
      const mark = `${newest?.ino} ${newest?.size} ${record}`;
      if (mark === known) return { events: [], troubles: [] };
      const content = readEventLog(path, record);
      // What came while it was read makes another mark, and is read the next time.
      known = content.events.length === 0 ? mark : '';
      return content;
    },
    onEnd: () => undefined,
    close: () => undefined,
  };
}

/** A peer without a log on disk remembers its newest events. */
function memorySource(client: ControlClient): EventSource {
  return {
    async after(record) {
      const events: LoggedEvent[] = [];
      for (let last = record; ; ) {
        const page = await client.request({ do: 'event-log', after: last });
        const more = (Array.isArray(page) ? page : []).flatMap((value) => {
          const event = eventOfLine(JSON.stringify(value));
          return event === undefined ? [] : [event];
        });
        if (more.length === 0) return { events, troubles: [] };
        events.push(...more);
        last = more.at(-1)!.record;
      }
    },
    onEnd: (listener) => client.onClose(listener),
    close: () => client.close(),
  };
}
