/** tshark, run on a capture with the keys that lie beside it, answering one row a frame. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIELDS, type FrameRow, parseRow } from './capture-judge.ts';

export const TSHARK = 'tshark';

/** What to say where tshark is missing. */
export const INSTALL_TSHARK =
  'tshark is not installed: apt-get install -y --no-install-recommends tshark';

export function hasTshark(): boolean {
  return spawnSync(TSHARK, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** `-o uat:...` options from Wireshark's own table files of an evidence folder. Throws where a table is missing or empty. */
export function keyOptions(folder: string): string[] {
  const options = [
    '-o',
    'esp.enable_encryption_decode:TRUE',
    '-o',
    'esp.enable_authentication_check:TRUE',
  ];
  for (const table of ['ikev1_decryption_table', 'esp_sa']) {
    const lines = tableLines(join(folder, table));
    if (lines.length === 0) throw new Error(`${join(folder, table)} holds no keys`);
    for (const line of lines) options.push('-o', `uat:${table}:${line}`);
  }
  return options;
}

/** The lines of both tables of an evidence folder; a table that is missing or empty has none. */
export function keyLines(folder: string): string[] {
  return ['ikev1_decryption_table', 'esp_sa'].flatMap((table) => {
    const path = join(folder, table);
    return existsSync(path) ? tableLines(path) : [];
  });
}

/** Every frame of a capture, as tshark sees it. Throws with tshark's own words where it fails. */
export function readFrames(capture: string, options: readonly string[]): FrameRow[] {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  // Name resolution off: no look-up may slow or change what is printed.
  const text = run(TSHARK, [
    ...['-n', '-r', capture, ...options, '-T', 'fields', '-E', 'separator=|', '-E', 'occurrence=a'],
    ...fields,
  ]);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseRow);
}

/** Writes a capture without some frames, by number. */
export function withoutFrames(capture: string, frames: readonly number[], out: string): void {
  run('editcap', ['-F', 'pcapng', capture, out, ...frames.map(String)]);
}

function tableLines(path: string): string[] {
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** What a program prints. Throws with its words where it fails. */
export function run(
  command: string,
  args: readonly string[],
  more: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): string {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...more });
  if (result.error) throw new Error(`${command}: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${command} failed: ${result.stderr.trim()}`);
  return result.stdout;
}
