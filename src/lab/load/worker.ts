/** What a process of a load run does, until the one that started it is gone. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import { flood } from './flood.ts';
import { LoadSide } from './load-side.ts';
import { memoryInUse } from './memory.ts';
import type { Answer, Order } from './orders.ts';

/** Serves orders; resolves at the end of the channel, and the process may end then. */
export function serveLoadWorker(provider: CryptoProvider): Promise<void> {
  let side: LoadSide | undefined;
  const obey = async (order: Order): Promise<Answer> => {
    switch (order.do) {
      case 'open': {
        const emptyResident = memoryInUse(true).resident;
        side = await LoadSide.open({ side: 'b', tunnels: order.plan, provider });
        side.trunk.far = order.nearPort;
        return { port: side.trunk.port, emptyResident };
      }
      case 'figures':
        if (side === undefined) return { error: 'there are no tunnels yet' };
        return { figures: side.figures(order.collect) };
      case 'taken':
        if (side === undefined) return { error: 'there are no tunnels yet' };
        return { taken: side.taken };
      case 'flood':
        return flood(order.plan);
    }
  };
  process.on('message', async (order: Order) => {
    let answer: Answer;
    try {
      answer = await obey(order);
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    // Nobody waits for it where the process that asked is gone.
    if (process.connected) process.send?.(answer, undefined, undefined, () => {});
  });
  return new Promise((resolve) => {
    process.once('disconnect', () => {
      resolve();
      process.exit();
    });
  });
}
