/** One IPsec host as a deterministic state machine: IKE, ESP, policy and a small stack. */

import { sameAddress } from '../base/address.ts';
import {
  type ArenaPool,
  arenaPool,
  type Batch,
  BatchWriter,
  batchOfOne,
  datagramOf,
  type Path,
} from '../base/batch.ts';
import { TimerHeap } from '../base/heap.ts';
import type { Random } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { IkeEngine } from '../ike/engine.ts';
import { Driver } from '../ipsec/driver.ts';
import { CurrentCall } from './call.ts';
import { CommandDesk } from './commands.ts';
import type { HostConfig } from './config.ts';
import { Counters } from './counters.ts';
import type { HostEvent } from './events.ts';
import type { Input, Outbox, Page, QueryAnswers, QueryKind } from './ports.ts';

export interface HostOptions {
  readonly config: HostConfig;
  readonly provider: CryptoProvider;
  readonly random: Random;
  /** Where the arenas of the host's own packets come from. */
  readonly pool?: ArenaPool;
}
