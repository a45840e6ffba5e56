/** Lines of an event log to events and back. A line is one event as JSON. */

import { LIMITS } from '../../base/limits.ts';
import {
  type Block,
  type BlockLine,
  EVENT_TYPES,
  LOG_NAMES,
  type LoggedEvent,
} from '../windows-events/record.ts';

/** The event's line, with its end. An event that is too long loses its blocks, not its summary. */
export function lineOf(event: LoggedEvent): string {
  const line = `${JSON.stringify(event)}\n`;
  if (line.length <= LIMITS.eventLogLineOctets) return line;
  return `${JSON.stringify({ ...event, blocks: [], summary: event.summary.slice(0, 1000) })}\n`;
}

/** The event of a line, or undefined if it is none. */
export function eventOfLine(line: string): LoggedEvent | undefined {
  if (line.length > LIMITS.eventLogLineOctets) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isLogged(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

type Loose = { readonly [K in keyof LoggedEvent]?: unknown };

function isLogged(value: unknown): value is LoggedEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Loose;
  return (
    isNumber(event.record) &&
    isNumber(event.at) &&
    Math.abs(event.at) <= 8.64e15 &&
    isNumber(event.id) &&
    [event.computer, event.source, event.category, event.title, event.summary].every(isText) &&
    (LOG_NAMES as readonly unknown[]).includes(event.log) &&
    (EVENT_TYPES as readonly unknown[]).includes(event.type) &&
    (event.peer === undefined || isText(event.peer)) &&
    (event.error === undefined || isNumber(event.error)) &&
    (event.failure === undefined || isText(event.failure)) &&
    Array.isArray(event.blocks) &&
    event.blocks.every(isBlock)
  );
}

function isBlock(value: unknown): value is Block {
  if (typeof value !== 'object' || value === null) return false;
  const { heading, lines } = value as { readonly [K in keyof Block]?: unknown };
  return isText(heading) && Array.isArray(lines) && lines.every(isBlockLine);
}

function isBlockLine(value: unknown): value is BlockLine {
  if (isText(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const { label, value: text } = value as { readonly label?: unknown; readonly value?: unknown };
  return isText(label) && isText(text);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
