/** `espial events`: the event log of a peer, listed, filtered, followed, exported; or its raw feed. */

import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { eventsCsv } from '../observe/event-log/csv.ts';
import { type EventQuery, matches } from '../observe/event-log/query.ts';
import { eventText } from '../observe/event-text.ts';
import {
  EVENT_TYPES,
  type EventType,
  LOG_NAMES,
  type LoggedEvent,
  type LogName,
} from '../observe/windows-events/record.ts';
import { eventLine, eventWhole, TABLE_HEAD } from '../observe/windows-events/text.ts';
import { connectPeer, print, printJson } from './client.ts';
import { type EventSource, openEventSource } from './event-source.ts';
import {
  type ClientOptions,
  milliseconds,
  several,
  wholeNumber,
  withClientOptions,
} from './options.ts';
import { UsageError } from './usage.ts';

interface EventsOptions extends ClientOptions {
  readonly folder?: string;
  readonly follow?: boolean;
  readonly raw?: boolean;
  readonly id?: readonly number[];
  readonly log?: LogName;
  readonly type?: readonly string[];
  readonly since?: number;
  readonly peer?: string;
  readonly text?: string;
  readonly count?: number;
  readonly long?: boolean;
  readonly export?: string;
}

/** Events that are listed unless said. */
const LISTED = 50;
/** How often a log that is followed is looked at. */
const FOLLOW_MILLISECONDS = 300;

const EXAMPLES = `
Times are UTC. Without --folder it is the log of a running peer; one without
--event-log remembers its newest events only.

Examples:
  espial events --id 547 --long
  espial events --folder alice-log --type failure --export failures.csv
  espial events --follow
  espial events --raw --json | grep quick-mode`;

export function addEvents(program: Command): void {
  const command = program
    .command('events')
    .description("the peer's event log as Windows writes it: list, filter, follow, export")
    .option('--folder <folder>', 'the event log of a folder, whether its peer runs or not')
    .option('--follow', 'go on with what comes, until the peer stops or Ctrl-C')
    .option('--id <number>', 'events of an ID; may be given several times', severalNumbers)
    .addOption(new Option('--log <log>', 'events of one log').choices(LOG_NAMES))
    .option('--type <type>', `events of a type: ${EVENT_TYPES.join(', ')}`, typeNamed)
    .option('--since <time>', 'from a time on: 10m, 2h, or 2026-11-21T14:00:00Z', instantOf)
    .option('--peer <name-or-address>', 'events about one peer')
    .option('--text <words>', 'events that hold the words')
    .option('--count <n>', `the newest n (default: ${LISTED}; exports: all)`, wholeNumber(1, 1e9))
    .option('--long', 'whole events, as the event viewer shows them')
    .option('--export <file>', 'write them to a .csv or .json file')
    .option('--raw', 'everything that the peer reports, as it happens')
    .addHelpText('after', EXAMPLES);
  withClientOptions(command).action(async (options: EventsOptions) => {
    if (options.raw === true) return followRaw(options);
    const source = await openEventSource(options);
    try {
      if (options.export === undefined) await show(source, options);
      else await exportTo(options.export, source, options);
    } finally {
      source.close();
    }
  });
}

/** The feed of what the host itself reports. */
async function followRaw(options: EventsOptions): Promise<void> {
  const { control: _control, json: _json, raw: _raw, follow: _follow, ...others } = options;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw new UsageError(`--raw is the unfiltered feed of a running peer: leave out --${other}.`);
  }
  const client = await connectPeer(options);
  const closed = new Promise<void>((resolve) => client.onClose(resolve));
  process.once('SIGINT', () => client.close());
  await client.events((event) => {
    if (options.json === true) printJson(event);
    else {
      const time = new Date(event.at).toISOString().slice(11, 23);
      print(`${time} ${event.host}: ${eventText(event)}`);
    }
  });
  await closed;
}

async function show(source: EventSource, options: EventsOptions): Promise<void> {
  const query = queryOf(options);
  const { events, troubles } = await source.after(0);
  warn(troubles);
  const found = events.filter((event) => matches(event, query)).slice(-(options.count ?? LISTED));
  const isTable = options.json !== true && options.long !== true;
  if (found.length === 0 && options.follow !== true && options.json !== true) {
    return print(events.length === 0 ? 'no events' : 'no events that fit');
  }
  if (isTable) print(TABLE_HEAD);
  for (const event of found) printEvent(event, options);
  if (options.follow === true) await follow(source, events.at(-1)?.record ?? 0, options);
}

async function follow(source: EventSource, from: number, options: EventsOptions): Promise<void> {
  const query = queryOf(options);
  let over = false;
  let wake = (): void => undefined;
  const end = (): void => {
    over = true;
    wake();
  };
  process.once('SIGINT', end);
  source.onEnd(end);
  for (let last = from; !over; ) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FOLLOW_MILLISECONDS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    // A peer that has stopped takes what it remembers along; its folder holds its last words.
    const { events } = await source.after(last).catch((error: unknown) => {
      if (over) return { events: [] };
      throw error;
    });
    for (const event of events) if (matches(event, query)) printEvent(event, options);
    last = events.at(-1)?.record ?? last;
  }
  process.removeListener('SIGINT', end);
}

async function exportTo(file: string, source: EventSource, options: EventsOptions): Promise<void> {
  const isCsv = /\.csv$/i.test(file);
  if (!isCsv && !/\.json$/i.test(file)) {
    throw new UsageError(`--export ${file}: its name must end in .csv or .json.`);
  }
  if (options.follow === true) {
    throw new UsageError('--export writes what there is: leave out --follow.');
  }
  const { events, troubles } = await source.after(0);
  warn(troubles);
  const query = queryOf(options);
  const fitting = events.filter((event) => matches(event, query));
  const found = options.count === undefined ? fitting : fitting.slice(-options.count);
  writeFileSync(file, isCsv ? eventsCsv(found) : `${JSON.stringify(found, null, 2)}\n`, {
    mode: 0o600,
  });
  print(`${found.length} ${found.length === 1 ? 'event' : 'events'} written to ${file}`);
}

function queryOf(options: EventsOptions): EventQuery {
  const { id, log, type, since, peer, text } = options;
  return { ids: id, log, types: type as readonly EventType[] | undefined, since, peer, text };
}

function printEvent(event: LoggedEvent, options: EventsOptions): void {
  if (options.json === true) printJson(event);
  else print(options.long === true ? `${eventWhole(event)}\n` : eventLine(event));
}

function warn(troubles: readonly string[]): void {
  for (const trouble of troubles) process.stderr.write(`espial: ${trouble}\n`);
}

function severalNumbers(text: string, before: readonly number[] | undefined): readonly number[] {
  return [...(before ?? []), wholeNumber(0, 65_535)(text)];
}

function typeNamed(text: string, before: readonly string[] | undefined): readonly string[] {
  if ((EVENT_TYPES as readonly string[]).includes(text)) return several(text, before);
  throw new InvalidArgumentError(`Allowed choices are ${EVENT_TYPES.join(', ')}.`);
}

/** A time of day and date, or how long ago. */
function instantOf(text: string): number {
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    // Without a zone it would be the local time: everything here is UTC.
    const isZoned = text.length <= 10 || /(Z|[+-]\d\d:?\d\d)$/i.test(text);
    const at = Date.parse(isZoned ? text : `${text}Z`);
    if (!Number.isNaN(at)) return at;
    throw new InvalidArgumentError('It must be a time like 2026-11-21T14:00:00Z.');
  }
  return Date.now() - milliseconds(text);
}
