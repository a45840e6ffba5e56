/** `espial demo` as a process of its own. */

import { spawn } from 'node:child_process';
import { SELF } from '../lab/self.ts';

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the demo with a temporary folder of its own; `watch` may end it early. */
export function demo(
  temporary: string,
  args: string[],
  watch: (out: string, kill: () => void) => void,
) {
  const [command, ...before] = SELF;
  const child = spawn(command, [...before, 'demo', ...args], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    watch(out, () => child.kill('SIGINT'));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise<Run>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
