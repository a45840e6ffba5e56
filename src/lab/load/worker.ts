/** What a process of a load run does, until the one that started it is gone. */

import type { CryptoProvider } from '../../crypto/provider.ts';
import { EdgeError } from '../../net/errors.ts';
import { answerParent } from '../answering-child.ts';
import { flood } from './flood.ts';
import { LoadSide } from './load-side.ts';
import { memoryKept } from './memory.ts';
import type { LoadTalk } from './orders.ts';

/** Serves orders; resolves at the end of the channel, and the process may end then. */
export function serveLoadWorker(provider: CryptoProvider): Promise<void> {
  let opened: LoadSide | undefined;
  const side = (): LoadSide => {
    if (opened === undefined) throw new EdgeError('control-failed', 'there are no tunnels yet');
    return opened;
  };
  return answerParent<LoadTalk>(
    {
      async open({ plan, nearPort }) {
        const { resident: emptyResident } = await memoryKept();
        opened = await LoadSide.open({ side: 'b', tunnels: plan, provider });
        opened.trunk.far = nearPort;
        return { port: opened.trunk.port, emptyResident };
      },
      figures: async ({ collect }) => side().figures(collect),
      taken: async () => side().taken,
      flood: (plan) => flood(plan),
    },
    async () => {},
  );
}
