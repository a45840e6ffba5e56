/** `espial netsh`: IPsec policy in the words of Windows Server 2003's netsh. */

import type { Command } from 'commander';
import { openNetsh } from '../netsh/edge/open.ts';
import { runShell } from '../netsh/edge/shell.ts';
import { quoted } from '../netsh/lexer.ts';
import { NetshSession } from '../netsh/session.ts';
import { exitCode } from './exit-codes.ts';
import { UsageError } from './usage.ts';

interface NetshOptions {
  readonly script?: string;
  readonly remote?: string;
  readonly context?: string;
  readonly store?: string;
  readonly directory?: string;
  readonly showSecrets?: boolean;
}

const EXAMPLES = `
Examples:
  espial netsh                                    a shell: netsh>
  espial netsh ipsec static show store            one command
  espial netsh -f office.txt                      the commands of a file
  espial netsh -r alice ipsec dynamic show mmsas  of the running peer alice

? behind any word shows help. docs/netsh.md lists all commands.`;

export function addNetsh(program: Command): void {
  program
    .command('netsh')
    .description('edit and show IPsec policy as netsh of Windows Server 2003 does')
    .argument('[words...]', 'one command; without it, a shell')
    .option('-f, --script <file>', 'carry out the commands of a file')
    .option('-r, --remote <path-or-name>', 'control socket of a running peer, or its name')
    .option('-c, --context <words>', 'context to begin in, for example "ipsec static"')
    .option('--store <folder>', 'folder of the policy stores (default: one of yours)')
    .option('--directory <file>', "the directory's file, for the domain store")
    .option('--show-secrets', 'show pre-shared keys in clear')
    .addHelpText('after', EXAMPLES)
    .action(netsh);
}

async function netsh(words: readonly string[], options: NetshOptions): Promise<void> {
  if (options.remote !== undefined && (options.store ?? options.directory) !== undefined) {
    throw new UsageError(
      'a running peer (-r) has stores of its own: leave --store and --directory out.',
    );
  }
  const { backend, world, close } = await openNetsh({
    remote: options.remote,
    store: options.store,
    directory: options.directory,
  });
  const session = new NetshSession({
    backend,
    world,
    print: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(`${text}\n`),
    showSecrets: options.showSecrets === true,
  });
  try {
    const good = (await carryOut(session, words, options)) && (await session.end());
    if (!good) process.exitCode = exitCode('failed');
  } finally {
    close();
  }
}

async function carryOut(
  session: NetshSession,
  words: readonly string[],
  options: NetshOptions,
): Promise<boolean> {
  if (options.context !== undefined && !(await session.line(options.context))) return false;
  const { script } = options;
  const good = script === undefined || (await session.line(`exec ${quoted(script)}`));
  if (words.length > 0) return (await session.words(words)) && good;
  return script === undefined ? runShell(session) : good;
}
