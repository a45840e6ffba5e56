/** One writer a folder: a lock file that names the process that holds it. */

import {
  closeSync,
  constants,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EdgeError, fileTrouble, reason, systemCode } from '../errors.ts';

const NAME = 'lock';

interface Holder {
  readonly pid: number;
  /** When the process began, as the system counts: another process may have the number by now. */
  readonly began: string;
  /** Who it is, for people: `peer alice`. */
  readonly who: string;
}

/** A lock that is held. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the lock of a folder. A lock of a process that has ended is taken over.
 * Throws an EdgeError `stores-in-use` that names who holds it.
 */
export function lockFolder(folder: string, who: string): FolderLock {
  const path = join(folder, NAME);
  const own: Holder = { pid: process.pid, began: beganAt(process.pid), who };
  const text = `${JSON.stringify(own)}\n`;
  const temporary = join(folder, `${NAME}.${process.pid}`);
  try {
    writeNew(temporary, text);
    for (let tries = 0; tries < 3; tries++) {
      if (tryLink(temporary, path)) return { release: () => release(path, text) };
      const found = readLock(path);
      if (found === undefined) continue;
      const holder = holderOf(found);
      if (holder !== undefined && isAlive(holder)) throw inUse(folder, holder);
      putAside(path, found, `${temporary}.stale`);
    }
    throw new EdgeError('stores-in-use', `${path} comes back each time that it is taken away.`);
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    throw new EdgeError('file', fileTrouble(error, path) ?? reason(error), { cause: error });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Who holds the lock of a folder now, for people; undefined if nobody does. */
export function lockHolder(folder: string): string | undefined {
  const found = readLock(join(folder, NAME));
  const holder = found === undefined ? undefined : holderOf(found);
  return holder !== undefined && isAlive(holder) ? holderText(holder) : undefined;
}

function inUse(folder: string, holder: Holder): EdgeError {
  return new EdgeError(
    'stores-in-use',
    `the policy stores in ${folder} are held by ${holderText(holder)}, and only one process may write them. Ask that one (espial netsh -r), or stop it.`,
  );
}

function holderText({ who, pid }: Holder): string {
  return `${who} (process ${pid})`;
}

function writeNew(path: string, text: string): void {
  rmSync(path, { force: true });
  const { O_WRONLY, O_CREAT, O_EXCL } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL, 0o600);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** A link, unlike a rename, fails where the name is taken: so the lock appears whole or not at all. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    const { pid, began, who } = value ?? {};
    if (!Number.isSafeInteger(pid) || pid! <= 0) return undefined;
    if (typeof began !== 'string' || typeof who !== 'string') return undefined;
    return { pid: pid!, began, who };
  } catch {
    return undefined;
  }
}

/** Between reading and moving somebody else may have taken the stale lock over: then it goes back. */
function putAside(path: string, stale: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if (readLock(aside) !== stale) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, text: string): void {
  try {
    if (readLock(path) === text) rmSync(path, { force: true });
  } catch {
    // A lock that cannot be taken away is stale as soon as this process has ended.
  }
}

function isAlive({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false;
  }
  const now = beganAt(pid);
  return began === '' || now === '' || began === now;
}

/** Field 22 of /proc/PID/stat where there is one, counted behind the name, which may hold anything. */
function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
