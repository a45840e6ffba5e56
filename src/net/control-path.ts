/** Where control sockets lie, and how their folder is kept private. */

import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { EdgeError, fileTrouble, reason, systemCode } from './errors.ts';

/** A path in a sockaddr_un has 108 octets on Linux (104 elsewhere), one of them the ending zero. */
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;
const SUFFIX = '.sock';
const PIPES = '\\\\.\\pipe\\';

/** The folder of this user's control sockets. */
function controlFolder(): string {
  const runtime = process.env.XDG_RUNTIME_DIR;
  // The XDG specification: a path that is not absolute is to be ignored.
  if (runtime !== undefined && isAbsolute(runtime)) return join(runtime, 'espial');
  return join(tmpdir(), `espial-${userInfo().uid}`);
}

/** The control socket for a peer's name, or the path itself if the text is one. */
export function controlPath(nameOrPath: string): string {
  if (nameOrPath === '') {
    throw new EdgeError('file', 'the name of the control socket is empty. Name a peer or a path.');
  }
  if (/[\\/]/.test(nameOrPath)) return nameOrPath;
  if (process.platform === 'win32') return `${PIPES}espial-${nameOrPath}`;
  return join(controlFolder(), `${nameOrPath}${SUFFIX}`);
}

/** Names of the peers that have a control socket in the folder, running or not. */
export function controlNames(): string[] {
  const [folder, prefix, suffix] =
    process.platform === 'win32' ? [PIPES, 'espial-', ''] : [controlFolder(), '', SUFFIX];
  try {
    return readdirSync(folder)
      .filter((file) => file.startsWith(prefix) && file.endsWith(suffix))
      .map((file) => file.slice(prefix.length, file.length - suffix.length))
      .filter((name) => name !== '')
      .sort();
  } catch {
    return [];
  }
}

/**
 * Makes the folder of a socket, 0700. A folder of ours under the default place that others could
 * enter is closed to them; one that is not ours is refused. Throws an EdgeError.
 */
export function prepareControlFolder(path: string): void {
  if (process.platform === 'win32') return;
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH) {
    throw new EdgeError(
      'control-failed',
      `the path of the control socket is longer than ${LONGEST_SOCKET_PATH} octets: ${path}. Choose a shorter one with --control.`,
    );
  }
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (folder !== controlFolder()) return;
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== userInfo().uid) {
      throw new EdgeError(
        'no-permission',
        `${folder} is not a folder of yours, so no control socket is put there. Remove it, or choose a place with --control.`,
      );
    }
    if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    const code = systemCode(error) === 'EACCES' ? 'no-permission' : 'control-failed';
    throw new EdgeError(
      code,
      `the control socket cannot be made: ${fileTrouble(error, folder) ?? reason(error)}`,
    );
  }
}
