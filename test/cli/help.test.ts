/** The help of each command fits a terminal of 80 columns, examples and all. */

import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandTable } from '../docs/command-table.ts';

function every(command: Command): Command[] {
  return [command, ...command.commands.flatMap(every)];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 80,
  });
  command.outputHelp();
  return text;
}

it('fits 80 columns', async () => {
  const commands = every(await commandTable());
  expect(commands.length).toBeGreaterThan(30);
  const wide = commands.flatMap((command) =>
    helpOf(command)
      .split('\n')
      .filter((line) => line.length > 80)
      .map((line) => `${command.name()}: ${line}`),
  );
  expect(wide).toEqual([]);
});
