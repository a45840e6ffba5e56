/** `espial scenario worker`: plays what another process tells it. People do not run this. */

import { serveWorker } from '../scenario/worker-child.ts';
import { chooseProvider } from './providers.ts';
import { selfCommand } from './self.ts';
import { UsageError } from './usage.ts';

export async function workerCommand(): Promise<void> {
  if (process.send === undefined) {
    throw new UsageError('this is for espial scenario run, which starts it by itself.');
  }
  await serveWorker({ provider: chooseProvider('auto'), self: selfCommand() });
}
