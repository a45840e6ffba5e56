/** `espial demo`: two peers, from the first message to a ping through ESP, with evidence. */

import { type Command, Option } from 'commander';
import { Demo } from '../lab/demo.ts';
import { DEMO_AUTHS, type DemoAuth } from '../lab/demo-method.ts';
import { Page } from '../lab/page.ts';
import { paletteFor } from '../observe/text.ts';
import { print } from './client.ts';
import { exitCode } from './exit-codes.ts';
import { selfCommand } from './self.ts';

interface DemoCliOptions {
  readonly out?: string;
  readonly auth: DemoAuth;
}

const EXAMPLES = `
Examples:
  espial demo
  espial demo --auth certificate
  espial demo --auth kerberos --out evidence`;

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'run two peers that agree, are attacked, and two that disagree: about five seconds',
    )
    .option('--out <folder>', 'where captures and keys are left (default: a new temporary folder)')
    .addOption(
      new Option('--auth <method>', 'what the peers prove themselves with')
        .choices(DEMO_AUTHS)
        .default('psk'),
    )
    .addHelpText('after', EXAMPLES)
    .action((options: DemoCliOptions) => runDemo(options));
}

async function runDemo({ out, auth }: DemoCliOptions): Promise<void> {
  const page = new Page(paletteFor(process.stdout, process.env), print);
  const demo = new Demo({ self: selfCommand(), page, out, auth });
  let interrupted = false;
  const interrupt = async (): Promise<void> => {
    if (interrupted) return;
    interrupted = true;
    await demo.close();
    demo.evidence?.discardIfTemporary();
    process.stderr.write('\nespial: interrupted; the peers are stopped.\n');
    process.exit(exitCode('interrupted'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void interrupt());
  }
  // Whoever read along has gone, as in `espial demo | head`.
  process.stdout.on('error', () => void interrupt());
  try {
    await demo.run();
  } catch (error) {
    // What fails because the peers were stopped is no news.
    if (interrupted) return;
    const { evidence } = demo;
    if (evidence !== undefined) print(`\nWhat happened so far lies in ${evidence.folder}`);
    // A process that ended by itself explains more than what its end has caused here.
    throw demo.trouble ?? error;
  } finally {
    await demo.close();
  }
}
