/** Evidence from disk: a folder of a run, of a host, or a capture. */

import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { LIMITS } from '../../base/limits.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { HostEvent } from '../../host/events.ts';
import type { StatisticsView } from '../../host/ports.ts';
import { EdgeError, reason } from '../../net/errors.ts';
import { eventFromJson } from '../../net/event-json.ts';
import { KEY_TABLES } from '../../observe/keylog.ts';
import { NotACapture } from '../capture-reader.ts';
import { KeyStore } from '../key-store.ts';
import { type CaptureFacts, CaptureFactsReader } from './capture-facts.ts';
import type { Evidence, SideEvidence } from './evidence.ts';
import type { FrameFacts } from './frame-facts.ts';

export interface ReadOptions {
  readonly provider: CryptoProvider;
  /** Files of keys, or folders with tables. */
  readonly keys: readonly string[];
  readonly ports: readonly number[];
}

interface HostNote {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Names of the files. */
const NOTE = 'evidence.json';
const EVENTS = 'events.jsonl';
const STATISTICS = 'statistics.json';
const HOST_CAPTURE = 'capture.pcapng';
const RUN_CAPTURE = 'wire.pcapng';
const HOSTS = 'hosts';
const READ_OCTETS = 1 << 20;

/** Reads what a path holds. Throws an EdgeError with one clear sentence, or the system's error. */
export function readEvidence(path: string, options: ReadOptions): Evidence {
  if (!statSync(path).isDirectory()) return readCapture(path, options);
  const note = noteOf(path);
  const troubles: string[] = [];
  if (note.kind === 'host') return hostEvidence(path, options, troubles);
  const folder = join(path, HOSTS);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const keys = keysOf(
    [path, ...names.map((name) => join(folder, name)), ...options.keys],
    options,
    troubles,
  );
  const sides = names.map((name) => sideOf(join(folder, name), options, keys, troubles));
  const frames = framesOf(join(path, RUN_CAPTURE), options, keys, troubles);
  return {
    kind: 'run',
    title: note.title ?? basename(path),
    sides,
    frames,
    twoKeys: doubled(frames, keys),
    troubles,
  };
}

function hostEvidence(path: string, options: ReadOptions, troubles: string[]): Evidence {
  const keys = keysOf([path, ...options.keys], options, troubles);
  const side = sideOf(path, options, keys, troubles);
  const { frames } = side;
  return {
    kind: 'host',
    title: side.name,
    sides: [side],
    frames,
    twoKeys: doubled(frames, keys),
    troubles,
  };
}

function readCapture(path: string, options: ReadOptions): Evidence {
  const troubles: string[] = [];
  const keys = keysOf(options.keys, options, troubles);
  const frames = framesOf(path, options, keys, troubles);
  if (frames.length === 0) {
    throw new EdgeError('file', `${path} has no frames. Name a capture with packets in it.`);
  }
  return {
    kind: 'capture',
    title: basename(path),
    sides: [],
    frames,
    twoKeys: doubled(frames, keys),
    troubles,
  };
}

function doubled(frames: readonly FrameFacts[], keys: KeyStore): string[] {
  const cookies = new Set(frames.flatMap(({ ike }) => ike?.initiatorCookie ?? []));
  return [...cookies].filter((cookie) => keys.ikeKeys(cookie).length > 1);
}

interface Note {
  readonly kind: 'run' | 'host';
  readonly title: string | undefined;
  readonly host: HostNote;
}

function noteOf(folder: string): Note {
  const path = join(folder, NOTE);
  if (!existsSync(path)) {
    throw new EdgeError(
      'file',
      `${folder} is no evidence folder: it has no ${NOTE}. Name a folder that espial scenario run --evidence made, one of its ${HOSTS}/NAME, or a capture.`,
    );
  }
  const value = jsonOf(path) as Record<string, unknown>;
  if (value.version !== 1 || (value.kind !== 'run' && value.kind !== 'host')) {
    throw new EdgeError(
      'file',
      `${path} is not of version 1 of kind run or host. Read it with the Espial that wrote it.`,
    );
  }
  const { kind, title, name, addresses } = value;
  return {
    kind,
    title: typeof title === 'string' ? title : undefined,
    host: {
      name: typeof name === 'string' ? name : basename(folder),
      addresses: Array.isArray(addresses)
        ? addresses.filter((address) => typeof address === 'string')
        : [],
    },
  };
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new EdgeError('file', `${path} is not JSON: ${reason(error)}. Make the evidence anew.`);
  }
}

function sideOf(
  folder: string,
  options: ReadOptions,
  keys: KeyStore,
  troubles: string[],
): SideEvidence {
  const { host } = noteOf(folder);
  return {
    ...host,
    events: eventsOf(join(folder, EVENTS), troubles),
    statistics: statisticsOf(join(folder, STATISTICS)),
    frames: framesOf(join(folder, HOST_CAPTURE), options, keys, troubles),
  };
}

function eventsOf(path: string, troubles: string[]): HostEvent[] {
  if (!existsSync(path)) {
    troubles.push(`${path} is not there, so this host says nothing`);
    return [];
  }
  const events: HostEvent[] = [];
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    if (events.length >= LIMITS.verdictEvents) {
      troubles.push(`${path} has more than ${LIMITS.verdictEvents} events; the rest is left out`);
      break;
    }
    try {
      events.push(eventFromJson(JSON.parse(line)));
    } catch (error) {
      const isOurs =
        error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError;
      if (!isOurs) throw error;
      troubles.push(`${path}:${index + 1} is no event: ${reason(error)}`);
    }
  }
  return events;
}

function statisticsOf(path: string): StatisticsView | undefined {
  if (!existsSync(path)) return undefined;
  const value = jsonOf(path) as Partial<StatisticsView>;
  const isWhole = [value.ike, value.ipsec, value.detail].every(Array.isArray);
  return isWhole ? (value as StatisticsView) : undefined;
}

function framesOf(
  path: string,
  { provider, ports }: ReadOptions,
  keys: KeyStore,
  troubles: string[],
): readonly FrameFacts[] {
  if (!existsSync(path)) {
    troubles.push(`${path} is not there`);
    return [];
  }
  let facts: CaptureFacts;
  try {
    facts = factsOfFile(path, new CaptureFactsReader(provider, keys, ports));
  } catch (error) {
    if (!(error instanceof NotACapture)) throw error;
    throw new EdgeError('file', `${path}: ${error.message}.`);
  }
  troubles.push(...facts.troubles.map((sentence) => `${path}: ${sentence}`));
  if (facts.leftOut > 0) troubles.push(`${path}: ${facts.leftOut} frames more were left out`);
  return facts.frames;
}

/** A capture may be longer than the memory. */
function factsOfFile(path: string, reader: CaptureFactsReader): CaptureFacts {
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      // What is read stays with the reader until its frames are whole.
      const octets = new Uint8Array(READ_OCTETS);
      const length = readSync(descriptor, octets);
      if (length === 0) return reader.end();
      reader.push(octets.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Keys of files, and of the tables in folders. */
function keysOf(
  paths: readonly string[],
  { keys: wanted }: ReadOptions,
  troubles: string[],
): KeyStore {
  const keys = new KeyStore();
  const seen = new Set<string>();
  for (const path of paths) {
    const isFolder = statSync(path).isDirectory();
    const files = isFolder
      ? KEY_TABLES.map((name) => join(path, name)).filter((file) => existsSync(file))
      : [path];
    if (files.length === 0 && wanted.includes(path)) {
      throw new EdgeError('file', `${path} has none of the tables ${KEY_TABLES.join(', ')} in it.`);
    }
    for (const file of files) {
      // The hosts of a run have the keys of their SAs in common.
      const lines = readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => !seen.has(line));
      for (const line of lines) seen.add(line);
      troubles.push(...keys.add(lines.join('\n'), file));
    }
  }
  return keys;
}
