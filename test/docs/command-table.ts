/** The command line's table without its actions: words are parsed as espial parses them, nothing is done. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { ROOT } from './markdown.ts';

/** A program with every command of src/cli. */
export async function commandTable(): Promise<Command> {
  const program = new Command('espial').version('0').configureHelp({ minWidthToWrap: 20 });
  const folder = join(ROOT, 'src/cli');
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()) {
    // main.ts runs when it is loaded.
    if (file === 'main.ts') continue;
    const module: Record<string, unknown> = await import(pathToFileURL(join(folder, file)).href);
    for (const [name, thing] of Object.entries(module)) {
      if (/^add[A-Z]/.test(name) && typeof thing === 'function') thing(program);
    }
  }
  disarm(program);
  return program;
}

function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  for (const one of command.commands) disarm(one);
  if (command.commands.length === 0) command.action(() => undefined);
}

/** The words of a shell line up to the first pipe, ampersand, redirection or comment. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  for (const [token, doubled, single] of line.matchAll(
    /"([^"]*)"|'([^']*)'|\d?>+\s*\S+|[|&;#]|[^\s"'|&;#]+/g,
  )) {
    if (/^[|&;#]$/.test(token)) break;
    if (/^\d?>/.test(token)) continue;
    words.push(doubled ?? single ?? token);
  }
  return words;
}
