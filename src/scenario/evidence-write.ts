/** The evidence of a play: everything that `espial explain` and Wireshark need, in a folder. */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { utf8 } from '../base/bytes.ts';
import type { Duration, Instant } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import { writeFiles } from '../lab/write-files.ts';
import { toJson } from '../net/event-json.ts';
import { makeFolder } from '../observe/folder.ts';
import { KEY_TABLES, KeyLog } from '../observe/keylog.ts';
import type { Scenario } from './load.ts';
import { hostCapture, wireCapture } from './network/captures.ts';
import type { WireRecord } from './network/record.ts';
import { ladderHosts, type Outcome, type States } from './outcome.ts';
import { outcomeText } from './report.ts';
import type { ScenarioResult } from './run.ts';

/** Of the form that is written here. */
const VERSION = 1;

/** What is left of a play when its world is about to close. */
export interface Remains {
  /** Milliseconds since 1970 of time zero. */
  readonly startedAt: number;
  /** When something happened since then; `at` is that of an event. */
  readonly since: (at: Instant) => Duration;
  readonly states: States;
  readonly wire: readonly WireRecord[];
  /** Folders with tables of keys by the names of hosts: of processes, whose events have none. */
  readonly keyFolders: ReadonlyMap<string, string>;
}

/** A name for the folder of a play, unlike every one that `taken` has; it is added there. */
export function evidenceName(
  { file, parameters, repetition }: Pick<Outcome, 'file' | 'parameters' | 'repetition'>,
  taken: Set<string>,
): string {
  const parts = [basename(file, extname(file)), parameters];
  if (repetition > 1) parts.push(String(repetition));
  const name = parts
    .map(plain)
    .filter((part) => part !== '')
    .join('-')
    .slice(0, NAME_CHARACTERS);
  const base = name === '' ? 'scenario' : name;
  let unique = base;
  for (let i = 2; taken.has(unique); i++) unique = `${base}-${i}`;
  taken.add(unique);
  return unique;
}

const NAME_CHARACTERS = 120;

function plain(text: string): string {
  return text.replace(/[^\w.=]+/g, '-').replace(/^[-.]+|-+$/g, '');
}

/** Writes the folder, 0700, in the place of an older one of the same name. Throws the system's error. */
export function writeEvidence(
  folder: string,
  result: ScenarioResult,
  outcome: Outcome,
  remains: Remains,
): void {
  removeOlder(folder);
  makeFolder(folder, 0o700);
  const { scenario, world } = result;
  const { wire, startedAt } = remains;
  const hosts = ladderHosts(scenario);
  const files = new Map<string, Uint8Array>();
  const put = (name: string, text: string): void => void files.set(name, utf8(text));
  put('evidence.json', pretty(runFacts(outcome, scenario, startedAt)));
  put('scenario.yaml', scenario.text);
  put('report.txt', `${outcomeText({ ...outcome, evidence: folder })}\n`);
  put('ladder.txt', lines(outcome.ladder));
  files.set('wire.pcapng', wireCapture(wire, startedAt));
  for (const { name, addresses } of hosts) {
    const own = `hosts/${name}`;
    const facts = { version: VERSION, kind: 'host', name, addresses, startedAt, world };
    put(`${own}/evidence.json`, pretty(facts));
    const events = result.events.filter(({ host }) => host === name);
    put(
      `${own}/events.jsonl`,
      lines(events.map((event) => toJson({ ...event, at: startedAt + remains.since(event.at) }))),
    );
    const { statistics, ...sas } = remains.states.get(name) ?? {};
    put(`${own}/statistics.json`, pretty(statistics ?? {}));
    put(`${own}/sas.json`, pretty(sas));
    files.set(`${own}/capture.pcapng`, hostCapture(wire, name, startedAt));
  }
  writeFiles(folder, files);
  writeKeys(folder, result.events, [...remains.keyFolders.values()]);
  for (const { name } of hosts) {
    const events = result.events.filter(({ host }) => host === name);
    const own = remains.keyFolders.get(name);
    writeKeys(join(folder, 'hosts', name), events, own === undefined ? [] : [own]);
  }
}

/** An older one goes; a folder that is something else stays, and the new files lie in it. */
function removeOlder(folder: string): void {
  if (existsSync(join(folder, 'evidence.json'))) rmSync(folder, { recursive: true, force: true });
}

function runFacts(outcome: Outcome, scenario: Scenario, startedAt: number): unknown {
  const { title, file, parameters, world, seed, speed, milliseconds, state, command } = outcome;
  return {
    version: VERSION,
    kind: 'run',
    title,
    file,
    parameters,
    world,
    seed,
    speed,
    startedAt,
    milliseconds,
    passed: state === 'passed',
    hosts: ladderHosts(scenario),
    command,
    explains: outcome.explains,
    traceHash: outcome.traceHash,
  };
}

/** Tables of keys, from events that have them and from tables that processes wrote. */
function writeKeys(folder: string, events: readonly HostEvent[], others: readonly string[]): void {
  const log = new KeyLog(folder, () => {});
  if (others.length === 0) {
    for (const event of events) log.note(event);
    return;
  }
  for (const table of KEY_TABLES) {
    const found = new Set(others.flatMap((other) => linesOf(other, table)));
    if (found.size === 0) continue;
    writeFileSync(join(folder, table), lines([...found]), { mode: 0o600 });
  }
}

function linesOf(folder: string, table: string): readonly string[] {
  if (!existsSync(folder) || !readdirSync(folder).includes(table)) return [];
  return readFileSync(join(folder, table), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** Made of what `toJson` takes: addresses, octets and secrets may be in it. */
function pretty(value: unknown): string {
  return `${JSON.stringify(JSON.parse(toJson(value)), null, 2)}\n`;
}
