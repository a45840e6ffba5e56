/** `espial ladder`: the exchanges of one or two running peers, drawn as they happen. */

import type { Command } from 'commander';
import { systemNow } from '../net/clock.ts';
import type { ControlClient } from '../net/control-client.ts';
import { Ladder } from '../observe/ladder.ts';
import { EventMerger } from '../observe/merge.ts';
import { paletteFor } from '../observe/text.ts';
import { connectPeer, print } from './client.ts';
import { UsageError } from './usage.ts';

/** What one process tells later than the other, it tells within this time. */
const HOLD_MILLISECONDS = 60;

export function addLadder(program: Command): void {
  program
    .command('ladder')
    .description('draw the exchanges of one or two peers as they happen, until Ctrl-C')
    .argument('[peer...]', 'control sockets or names (default: the peer that runs)')
    .addHelpText('after', '\nExample:\n  espial ladder alice bob')
    .action(async (peers: readonly string[]) => {
      if (peers.length > 2) throw new UsageError('a ladder has two sides: name one peer or two.');
      const wanted = peers.length === 0 ? [{}] : peers.map((control) => ({ control }));
      const clients: ControlClient[] = [];
      for (const options of wanted) clients.push(await connectPeer(options));
      await draw(clients);
    });
}

async function draw(clients: readonly ControlClient[]): Promise<void> {
  const described = await Promise.all(clients.map((client) => client.describe()));
  const [left, right] = described.map(({ name, addresses }) => ({
    name,
    note: addresses[0] ?? '',
    observed: true,
  }));
  const unobserved = { name: described[0]?.peers[0] ?? 'peer', observed: false };
  const ladder = new Ladder({
    left: left!,
    right: right ?? unobserved,
    write: print,
    palette: paletteFor(process.stdout, process.env),
  });
  const merger = new EventMerger(HOLD_MILLISECONDS, (event) => ladder.note(event));
  const timer = setInterval(() => merger.advance(systemNow()), HOLD_MILLISECONDS / 2);
  process.once('SIGINT', () => {
    for (const client of clients) client.close();
  });
  await Promise.all(
    clients.map(async (client) => {
      const closed = new Promise<void>((resolve) => client.onClose(resolve));
      await client.events((event) => merger.push(event));
      await closed;
    }),
  );
  clearInterval(timer);
  merger.flush();
}
