/** `espial explain`: why it failed, of an evidence folder or a capture. */

import type { Command } from 'commander';
import { readEvidence } from '../explain/verdict/read-evidence.ts';
import { verdictOf } from '../explain/verdict/verdict.ts';
import { verdictText } from '../explain/verdict/verdict-text.ts';
import { paletteFor } from '../observe/text.ts';
import { withCaptureOptions } from './options.ts';
import { chooseProvider } from './providers.ts';

interface ExplainOptions {
  readonly keys: string[];
  readonly port: number[];
  readonly json?: true;
  readonly all?: true;
}

const EXAMPLES = `
Examples:
  espial scenario run scenarios/different-pre-shared-keys.yaml --evidence ev
  espial explain ev/different-pre-shared-keys             with both sides
  espial explain ev/different-pre-shared-keys/hosts/alpha  with one of them
  espial explain capture.pcapng                           with packets alone
  espial explain capture.pcapng --keys ev/different-pre-shared-keys

The classes that it names, and how well it knows them, are in docs/explain.md.`;

export function addExplain(program: Command): void {
  const command = program
    .command('explain')
    .summary('say what failed, who noticed it, and how to mend it')
    .description(
      'say what failed, who noticed it, and how to mend it: of the evidence of a run, of one host, or of any capture',
    )
    .argument('<path>', 'an evidence folder, one of its hosts/NAME, or a capture');
  withCaptureOptions(command, {
    flags: '--keys <path>',
    says: 'keys: a file, or a folder with tables',
    unless: 'those of the evidence',
  })
    .option('--all', 'all other classes, all statistics, and what was seen beside')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(explain);
}

function explain(path: string, options: ExplainOptions): void {
  const provider = chooseProvider('auto');
  const evidence = readEvidence(path, { provider, keys: options.keys, ports: options.port });
  const verdict = verdictOf(evidence);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ evidence: evidence.kind, ...verdict }, null, 2)}\n`);
    return;
  }
  const palette = paletteFor(process.stdout, process.env);
  process.stdout.write(`${verdictText(verdict, { palette, all: options.all === true })}\n`);
}
