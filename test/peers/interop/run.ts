/** Commands and waiting, without stopping the other workers. */

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The outcome of a command: all that it wrote, and whether it ended well. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

const COMMAND_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 25;
/** Of iproute2. */
export const IP = 'ip';

/** Runs a command to its end. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly milliseconds?: number } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.milliseconds ?? COMMAND_MILLISECONDS,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** Starts a command in a network namespace; its process is that of the command itself. */
export function spawnIn(
  namespace: string,
  [command, ...args]: readonly string[],
  stdin: 'ignore' | 'pipe' = 'ignore',
): ChildProcess {
  const all = ['netns', 'exec', namespace, command!, ...args];
  return spawn(IP, all, { stdio: [stdin, 'pipe', 'pipe'] });
}

/** Throws what went wrong, in words. */
export function must(outcome: Outcome, what: string): void {
  if (!outcome.ok) throw new Error(`${what}: ${outcome.output.trim()}`);
}

/** Asks again and again until it holds. Throws `what` where it does not in time. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 10_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  do {
    if (await holds()) return;
    await sleep(POLL_MILLISECONDS);
  } while (Date.now() < end);
  throw new Error(what);
}
