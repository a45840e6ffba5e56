/** A load run: tunnels between two processes are brought up, held, renewed, flooded and taken down. */

import type { CryptoProvider, EspSuite, GroupId } from '../../crypto/provider.ts';
import { suiteName } from '../../crypto/suite-names.ts';
import type { Command } from '../../host/ports.ts';
import type { SelfCommand } from '../peer-child.ts';
import { bringUp, renew, takeDown } from './load-control.ts';
import { type LoadReport, spreadOf } from './load-report.ts';
import { LoadSide } from './load-side.ts';
import { backToBack, firstPackets, latencies, pass, throughput } from './load-traffic.ts';
import type { FloodKind } from './orders.ts';
import { pinSelf } from './pinning.ts';
import { resiliency } from './resiliency.ts';
import { EXCHANGES_FORGOTTEN_AFTER, tunnelName } from './tunnel-hosts.ts';
import { type LoadWorker, startLoadWorker } from './worker-process.ts';

export interface LoadOptions {
  readonly tunnels: number;
  /** Negotiations under way at one time. */
  readonly concurrency: number;
  readonly group: GroupId;
  readonly suite: EspSuite;
  /** How long each of the measurements of traffic lasts. */
  readonly seconds: number;
  /** Octets of an inner packet. */
  readonly packetOctets: number;
  readonly floods: readonly FloodKind[];
}

/** What a run needs of the process around it. */
export interface LoadMeans {
  readonly provider: CryptoProvider;
  /** The choice that the other processes make of it. */
  readonly crypto: string;
  readonly self: SelfCommand;
  /** Told what is at work, as a few words. */
  progress(words: string): void;
}

/** Tunnels beside the others that come up by a packet, to time that. */
const TUNNELS_ON_DEMAND = 20;
/** Renewals that are enough for a rate. */
const MOST_RENEWALS = 2000;

/** What a timer may be late by. */
const LATEST_TIMER = 1000;

/** Both ends of a run. */
interface LoadPair {
  readonly near: LoadSide;
  readonly far: LoadWorker;
  /** Resident memory of the far side before it had a host. */
  readonly emptyResident: number;
}

/** Runs it all and answers what was found. Throws an EdgeError where a process or a socket fails. */
export async function runLoad(options: LoadOptions, means: LoadMeans): Promise<LoadReport> {
  const pair = await openPair(options, means);
  const letGo = pinSelf('near');
  const workers: LoadWorker[] = [pair.far];
  try {
    return await measure(options, means, pair, workers);
  } finally {
    letGo();
    await Promise.all([pair.near.close(), ...workers.map((worker) => worker.close())]);
  }
}

async function openPair(options: LoadOptions, means: LoadMeans): Promise<LoadPair> {
  const { group, suite } = options;
  const plan = { tunnels: options.tunnels + TUNNELS_ON_DEMAND, group, suite };
  const near = await LoadSide.open({ side: 'a', tunnels: plan, provider: means.provider });
  const far = startLoadWorker(means.self, means.crypto, 'far');
  try {
    const { port, emptyResident } = await far.ask('open', { plan, nearPort: near.trunk.port });
    near.trunk.far = port;
    return { near, far, emptyResident };
  } catch (error) {
    await Promise.all([near.close(), far.close()]);
    throw error;
  }
}

async function measure(
  options: LoadOptions,
  means: LoadMeans,
  pair: LoadPair,
  workers: LoadWorker[],
): Promise<LoadReport> {
  const { tunnels, concurrency, seconds, packetOctets, group } = options;
  const { near, far } = pair;
  means.progress(`bringing ${tunnels} tunnels up`);
  const up = await bringUp(near, tunnels, concurrency);
  means.progress('timing first packets');
  const first = await firstPackets(near, tunnels, TUNNELS_ON_DEMAND);
  means.progress('measuring latency and throughput');
  const latency = await latencies(near, tunnels);
  const load = { ...pair, tunnels: up.count, seconds, packetOctets };
  const passing = await throughput(load);
  const burst = await backToBack(load);
  means.progress('holding them until exchanges are forgotten');
  const quiet = (EXCHANGES_FORGOTTEN_AFTER + LATEST_TIMER) / 1000;
  await pass(load, up.count / quiet, quiet);
  const held = await far.ask('figures', { collect: true });
  const { resident } = held.memory;
  const renewals = Math.min(up.count, MOST_RENEWALS);
  means.progress('renewing quick modes');
  const phase2Rate = await renew(near, renewals, concurrency, (index): Command => {
    return { kind: 'rekey', policy: tunnelName(index) };
  });
  means.progress('renewing main modes');
  const phase1Rate = await renew(near, renewals, concurrency, (index): Command => {
    return { kind: 'rekey-main-mode', peer: tunnelName(index) };
  });
  const resistance = [];
  for (const kind of options.floods) {
    means.progress(`flooding with ${kind}`);
    const flooder = startLoadWorker(means.self, means.crypto, 'flooder');
    workers.push(flooder);
    resistance.push(await resiliency({ ...load, group, flooder, kind }));
  }
  means.progress('taking the tunnels down');
  const takenDown = await takeDown(pair, tunnels + TUNNELS_ON_DEMAND, concurrency);
  return {
    tunnels,
    concurrency,
    group,
    suite: suiteName(options.suite),
    crypto: means.provider.name,
    packetOctets,
    held: Math.min(up.count, held.pairs),
    failure: up.failure,
    setupRate: up.rate,
    setupRateFirst: up.rateFirst,
    setupRateLast: up.rateLast,
    phase1Rate,
    phase2Rate,
    firstPacket: spreadOf(first),
    throughput: passing,
    latency: spreadOf(latency),
    backToBack: burst,
    memory: {
      empty: pair.emptyResident,
      held: resident,
      perTunnel: (resident - pair.emptyResident) / Math.max(1, up.count),
    },
    resiliency: resistance,
    takenDown,
  };
}
