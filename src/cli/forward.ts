/** `espial forward`: UDP ports of this machine through a running peer, until Ctrl-C. */

import type { Command } from 'commander';
import { forwardBody } from '../net/forward/forward-schema.ts';
import type { Forward } from '../net/forward/forwarder.ts';
import { countText } from '../observe/units.ts';
import { print, withPeer } from './client.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { acceptForward, exposure, forwardText, listenForward } from './forward-words.ts';
import { several } from './options.ts';
import { untilStopped } from './until-stopped.ts';
import { UsageError } from './usage.ts';

interface ForwardOptions {
  readonly listen?: readonly string[];
  readonly accept?: readonly string[];
  readonly to?: readonly string[];
  readonly control?: string;
}

const EXAMPLES = `
What --listen or --accept names goes to what --to names; several of them are
served in their order, first those of --listen. Programs here send to --listen
and are answered from there. At the other end, --accept hands what comes for
an address of that peer to a program there.

Examples:
  espial forward --control alice --listen 127.0.0.1:5000 --to 10.2.0.1:53
  espial forward --control bob --accept 10.2.0.1:53 --to 127.0.0.1:5353`;

export function addForward(program: Command): void {
  program
    .command('forward')
    .description('carry UDP ports of this machine through a peer, without root, until Ctrl-C')
    .option('--listen <address:port>', 'a UDP port of this machine', several)
    .option('--accept <address:port>', "a UDP port of one of the peer's addresses", several)
    .option('--to <address:port>', 'where that goes', several)
    .option(
      '--control <path-or-name>',
      'control socket of the peer, or its name (default: the one that runs)',
    )
    .addHelpText('after', EXAMPLES)
    .action((options: ForwardOptions) =>
      withPeer(options, async (client) => {
        for (const forward of forwardsOf(options)) {
          await client.request({ do: 'forward', forward: forwardBody(forward) });
          print(forwardText(forward));
          const exposed = exposure(forward);
          if (exposed !== undefined) process.stderr.write(`espial: ${exposed}\n`);
        }
        const gone = new Promise<'gone'>((resolve) => client.onClose(() => resolve('gone')));
        if ((await Promise.race([untilStopped(false), gone])) !== 'gone') return;
        process.stderr.write('espial: the peer has ended, and the forwards with it.\n');
        process.exitCode = EXIT_CODES.noPeerRunning.code;
      }),
    );
}

function forwardsOf({ listen = [], accept = [], to = [] }: ForwardOptions): Forward[] {
  const count = listen.length + accept.length;
  if (count === 0) throw new UsageError('name what is forwarded: --listen or --accept, and --to.');
  if (count !== to.length) {
    throw new UsageError(
      `named are ${countText(count, 'port')} by --listen and --accept, and ${to.length} by --to: each needs its own --to.`,
    );
  }
  return to.map((target, i) =>
    i < listen.length
      ? listenForward(listen[i]!, target)
      : acceptForward(accept[i - listen.length]!, target),
  );
}
