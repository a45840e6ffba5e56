/** What happens when nobody can take the words that a command prints. */

import { reason, systemCode } from '../net/errors.ts';
import { exitCode } from './exit-codes.ts';

/**
 * A reader that goes away, as `head -1` does, ends a command without a word; a full disk ends it
 * with one. What `outlives` its reader, a peer, goes on in silence.
 */
export function watchOutput(outlives: boolean): void {
  // The log goes to stderr too: where nobody reads it, the work is still to be done.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error) => {
    if (outlives) return;
    if (systemCode(error) === 'EPIPE') process.exit(process.exitCode ?? exitCode('ok'));
    process.stderr.write(`espial: the output cannot be written: ${reason(error)}.\n`);
    process.exit(exitCode('failed'));
  });
}
