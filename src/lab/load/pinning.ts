/**
 * Processes of a load run on processors of their own, where the system lets them: else whoever sends
 * may take time from who receives, and the figure is about the scheduler.
 */

import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { SelfCommand } from '../peer-child.ts';

/** Which process has which processor; a flood comes from another one than the far side's. */
const PROCESSOR_OF = { near: 0, far: 1, flooder: 2 } as const;

export type LoadProcess = keyof typeof PROCESSOR_OF;

let able: boolean | undefined;

/** Whether there are two processors, and util-linux. */
function canPin(): boolean {
  able ??= availableParallelism() > 1 && spawnSync('taskset', ['-c', '1', 'true']).status === 0;
  return able;
}

function processorOf(which: LoadProcess): string {
  const processor = PROCESSOR_OF[which];
  return String(processor < availableParallelism() ? processor : PROCESSOR_OF.near);
}

/** The command of a process that runs on its own processor. */
export function pinned(which: LoadProcess, command: SelfCommand): SelfCommand {
  return canPin() ? ['taskset', '-c', processorOf(which), ...command] : command;
}

/** Keeps this process to a processor while something is measured. Answers how to let it go again. */
export function pinSelf(which: LoadProcess): () => void {
  if (!canPin()) return () => {};
  const move = (processors: string): void => {
    spawnSync('taskset', ['-a', '-c', '-p', processors, String(process.pid)], { stdio: 'ignore' });
  };
  move(processorOf(which));
  return () => move(`0-${availableParallelism() - 1}`);
}
