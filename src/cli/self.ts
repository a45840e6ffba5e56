/** How to run this program once more, in another process. */

import type { SelfCommand } from '../lab/peer-child.ts';

/** The same executable with the same loader and entry, from dist as from source. */
export function selfCommand(): SelfCommand {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
}
