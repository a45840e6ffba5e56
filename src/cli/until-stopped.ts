/** Commands that run until somebody ends them: a relay, a NAT. */

/** Resolves at the first SIGINT or SIGTERM, or where standard input ends and that was asked for. */
export function untilStopped(stdinToo: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.stdin.destroy();
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop);
    if (stdinToo) process.stdin.once('close', stop).resume();
  });
}
