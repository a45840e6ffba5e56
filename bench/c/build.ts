/** The C baseline, compiled on demand where a C compiler and OpenSSL's headers are. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../root.ts';

const SOURCES = join(ROOT, 'bench', 'c');
const FLAGS = ['-O2', '-std=gnu11', '-Wall', '-Wextra'];

/** Where the program is, or why there is none. */
export type Built = { readonly path: string } | { readonly why: string };

let built: Built | undefined;

/** Compiles the program unless these sources were compiled before. */
export function buildBaseline(): Built {
  built ??= build();
  return built;
}

function build(): Built {
  const files = readdirSync(SOURCES).filter((name) => /\.[ch]$/.test(name));
  const digest = createHash('sha256').update(FLAGS.join(' '));
  for (const name of files.sort()) digest.update(readFileSync(join(SOURCES, name)));
  const path = join(cacheFolder(), `baseline-${digest.digest('hex').slice(0, 16)}`);
  if (existsSync(path)) return { path };
  const sources = files.filter((name) => name.endsWith('.c')).map((name) => join(SOURCES, name));
  // Another run may compile at the same time: each writes a file of its own and renames it.
  const fresh = `${path}.${process.pid}`;
  try {
    execFileSync('cc', [...FLAGS, '-o', fresh, ...sources, '-lcrypto'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    renameSync(fresh, path);
    return { path };
  } catch (error) {
    return { why: reason(error) };
  }
}

function reason(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'no C compiler (cc) is installed';
  const said = String((error as { stderr?: unknown }).stderr ?? error);
  if (/openssl\/\w+\.h/.test(said)) return "OpenSSL's headers (libssl-dev) are not installed";
  return `cc fails: ${/error: (.*)/.exec(said)?.[1] ?? said.split('\n')[0]}`;
}

/** Beside the installed packages, or with the temporary files where nothing can be written there. */
function cacheFolder(): string {
  for (const parent of [join(ROOT, 'node_modules', '.cache'), tmpdir()]) {
    try {
      const folder = join(parent, 'espial-bench');
      mkdirSync(folder, { recursive: true });
      return folder;
    } catch {
      // The next one.
    }
  }
  return tmpdir();
}
