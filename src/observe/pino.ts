/** The log on stderr: pino as JSON lines, or one plain line an event. */

import pino, { type DestinationStream, type Logger } from 'pino';
import { endpointText } from '../base/address.ts';
import type { HostEvent } from '../host/events.ts';
import { eventLevel, eventText } from './event-text.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = 'text' | 'json';

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Where lines go; stderr unless said. */
  readonly destination?: DestinationStream;
}

/** The logger of a process. Secrets cannot get into it: they are handles that redact themselves. */
export function createLogger(options: LogOptions): Logger {
  const stderr = options.destination ?? stderrLines();
  const destination = options.format === 'json' ? stderr : plainLines(stderr);
  return pino({ level: options.level, base: null }, destination);
}

/** A full disk under stderr ends the log, not the process. */
function stderrLines(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on('error', () => {});
  return destination;
}

/** Writes an event at its level. */
export function logEvent(logger: Logger, event: HostEvent): void {
  const level = eventLevel(event);
  if (logger.isLevelEnabled(level)) logger[level](eventFields(event), eventText(event));
}

/** The event's facts as flat fields: texts, numbers and truth values only. */
function eventFields(event: HostEvent): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) {
    if (key === 'kind') fields.event = value;
    else if (key === 'at') continue;
    else if ((key === 'local' || key === 'remote') && typeof value === 'object')
      fields[key] = endpointText(value);
    else if (key === 'failure') fields.failure = value.code;
    else if (key === 'payloads') fields[key] = value.join(', ');
    else if (typeof value !== 'object' && value !== undefined) fields[key] = value;
  }
  return fields;
}

interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg?: string;
  readonly host?: string;
}

function plainLines(destination: DestinationStream): DestinationStream {
  return {
    write(json) {
      const line = JSON.parse(json) as Line;
      const time = new Date(line.time).toISOString().slice(11, 23);
      const level = (pino.levels.labels[line.level] ?? '').padEnd(5);
      const host = line.host === undefined ? '' : `${line.host}: `;
      destination.write(`${time} ${level} ${host}${line.msg ?? ''}\n`);
    },
  };
}
