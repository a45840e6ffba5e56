/** Files of a laboratory, each written whole or not at all. */

import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EdgeError, fileTrouble, reason, systemCode } from '../../net/errors.ts';

/** Writes a file beside its place and puts it there when it is whole. Throws an EdgeError. */
export function writeWhole(path: string, text: string, mode: number): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    // Never through a link, and never into what another left there.
    rmSync(beside, { force: true });
    writeFileSync(beside, text, { mode, flag: 'wx' });
    // The umask may have taken bits away, and never adds any.
    chmodSync(beside, mode);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw edgeError(error, path);
  }
}

/** The octets of a file. Throws an EdgeError. */
export function readWhole(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw edgeError(error, path);
  }
}

/** What was said of a file or folder, by the system or by who read it, for a person. */
export function edgeError(error: unknown, path: string): EdgeError {
  const denied = ['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error));
  const said = reason(error).replace(/\.$/, '');
  const words = said.includes(path) ? `${said}.` : `${path} cannot be used: ${said}.`;
  const text = fileTrouble(error, path) ?? words;
  return new EdgeError(denied ? 'no-permission' : 'file', text, { cause: error });
}
