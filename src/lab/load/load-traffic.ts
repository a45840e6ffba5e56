/** Traffic over all tunnels of a load run: throughput, loss, bursts, latency, first packets. */

import { LIMITS } from '../../base/limits.ts';
import type { Throughput } from './load-report.ts';
import type { LoadSide } from './load-side.ts';
import { pause } from './pause.ts';
import type { LoadWorker } from './worker-process.ts';

export interface TrafficLoad {
  readonly near: LoadSide;
  readonly far: LoadWorker;
  readonly tunnels: number;
  readonly seconds: number;
  readonly packetOctets: number;
}

/** What went out and what of it came in. */
export interface Passed {
  readonly sent: number;
  readonly received: number;
  readonly milliseconds: number;
}

/** How long the last packets may take to arrive. */
const DRAIN_MILLISECONDS = 150;
/** Trials of the search for the rate without loss, and the part of the time that each takes. */
const TRIALS = 7;
/** An echo that has not come back by then is lost. */
const ECHO_MILLISECONDS = 5000;
const ECHOES = 200;
const LONGEST_BURST = 16_384;

/** Sends at a rate, 0 = as fast as it can, and counts what arrives in the same time. */
export async function pass(load: TrafficLoad, rate: number, seconds: number): Promise<Passed> {
  const { near, far, tunnels, packetOctets } = load;
  const before = await counted(far);
  const began = performance.now();
  let sent = 0;
  for (;;) {
    const passed = performance.now() - began;
    if (passed >= seconds * 1000) break;
    const due = rate === 0 ? sent + LIMITS.packetsPerBatch : Math.floor((passed * rate) / 1000);
    const count = Math.min(due - sent, LIMITS.packetsPerBatch);
    if (count > 0) near.traffic.burst(count, packetOctets, tunnels);
    sent += Math.max(0, count);
    await pause(0);
  }
  const milliseconds = performance.now() - began;
  await pause(DRAIN_MILLISECONDS);
  return { sent, received: (await counted(far)) - before, milliseconds };
}

/** The most that arrives, and the highest rate at which nothing is lost (RFC 2544 26.1). */
export async function throughput(load: TrafficLoad): Promise<Throughput> {
  const most = await pass(load, 0, load.seconds);
  const offered = perSecond(most.sent, most.milliseconds);
  const received = perSecond(most.received, most.milliseconds);
  let lossless = most.received === most.sent ? received : 0;
  let [low, high] = [lossless, received];
  for (let trial = 0; trial < TRIALS && low < received; trial++) {
    const rate = (low + high) / 2;
    const passed = await pass(load, rate, load.seconds / 2);
    if (passed.received >= passed.sent) {
      low = rate;
      lossless = Math.max(lossless, perSecond(passed.received, passed.milliseconds));
    } else high = rate;
  }
  return { lossless, offered, received, loss: 1 - most.received / Math.max(1, most.sent) };
}

/** The longest burst that arrives whole (RFC 2544 26.4). */
export async function backToBack(load: TrafficLoad): Promise<number> {
  let longest = 0;
  for (let burst: number = LIMITS.packetsPerBatch; burst <= LONGEST_BURST; burst *= 2) {
    const before = await counted(load.far);
    load.near.traffic.burst(burst, load.packetOctets, load.tunnels);
    await pause(2 * DRAIN_MILLISECONDS);
    if ((await counted(load.far)) - before < burst) break;
    longest = burst;
  }
  return longest;
}

/** Milliseconds of echoes, one at a time, over tunnels that are up. */
export async function latencies(near: LoadSide, tunnels: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < ECHOES; i++) {
    const milliseconds = await echo(near, Math.floor((i * tunnels) / ECHOES));
    if (milliseconds !== undefined) taken.push(milliseconds);
  }
  return taken;
}

/** The same over tunnels that are not up: the packet itself makes the hosts negotiate. */
export async function firstPackets(
  near: LoadSide,
  first: number,
  count: number,
): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const milliseconds = await echo(near, first + i);
    if (milliseconds !== undefined) taken.push(milliseconds);
  }
  return taken;
}

function echo(near: LoadSide, tunnel: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => done(undefined), ECHO_MILLISECONDS);
    const done = (milliseconds: number | undefined): void => {
      clearTimeout(late);
      near.onEcho = undefined;
      resolve(milliseconds);
    };
    near.onEcho = done;
    near.traffic.echo(tunnel);
  });
}

async function counted(far: LoadWorker): Promise<number> {
  return (await far.ask('taken', undefined)).packets;
}

export function perSecond(count: number, milliseconds: number): number {
  return milliseconds <= 0 ? 0 : (count * 1000) / milliseconds;
}
