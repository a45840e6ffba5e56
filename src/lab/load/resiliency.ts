/**
 * DoS resiliency: how much of the traffic of established tunnels goes on while a stranger sends what
 * anybody can send. The flood has half the rate at which the far side can receive anything at all. The
 * traffic has half the rate that it can carry, with the flood as without, so that a loss is the far
 * side's: where the three processes of a run share two processors, flood and traffic come from the same
 * one. Then there is as much traffic as can be sent, of which the flood takes a part there too.
 */

import type { GroupId } from '../../crypto/provider.ts';
import type { Resiliency } from './load-report.ts';
import { pass, perSecond, type TrafficLoad } from './load-traffic.ts';
import type { FloodKind } from './orders.ts';
import { pause } from './pause.ts';
import type { LoadWorker } from './worker-process.ts';

export interface ResiliencyLoad extends TrafficLoad {
  readonly group: GroupId;
  readonly kind: FloodKind;
  /** Another process, which sends the flood. */
  readonly flooder: LoadWorker;
}

/** Packets that are sent again. */
const REPLAYED = 512;
const LIMIT_SECONDS = 1;

/** Traffic without the flood, and with it. */
export async function resiliency(load: ResiliencyLoad): Promise<Resiliency> {
  const { near, far, flooder, kind, group, tunnels, seconds } = load;
  const packets = kind === 'replay' ? await takenDown(load) : [];
  const plan = { kind, group, tunnels, packets, port: near.trunk.farPort };
  const receiveLimit = await limitOf(load, plan.port);
  const most = await pass(load, 0, seconds);
  const offered = perSecond(most.received, most.milliseconds) / 2;
  const alone = await pass(load, offered, seconds);
  const before = (await far.ask('figures', { collect: true })).memory.resident;
  const rate = receiveLimit / 2;
  const amidFlood = async (offeredRate: number) => {
    // The flood begins before the traffic and ends behind it.
    const flooding = flooder.ask('flood', { ...plan, rate, milliseconds: seconds * 1000 + 600 });
    await pause(200);
    const passed = await pass(load, offeredRate, seconds);
    return { passed, flooded: await flooding };
  };
  const { passed: under, flooded } = await amidFlood(offered);
  const after = (await far.ask('figures', { collect: true })).memory.resident;
  const { passed: mostUnder } = await amidFlood(0);
  return {
    kind,
    receiveLimit,
    rate: perSecond(flooded.sent, flooded.milliseconds),
    alone: perSecond(alone.received, alone.milliseconds),
    under: perSecond(under.received, under.milliseconds),
    sentUnder: perSecond(under.sent, under.milliseconds),
    atFullRate: {
      alone: perSecond(most.received, most.milliseconds),
      under: perSecond(mostUnder.received, mostUnder.milliseconds),
      sentUnder: perSecond(mostUnder.sent, mostUnder.milliseconds),
    },
    growth: after - before,
  };
}

/** Packets of established SAs, as they went by. */
async function takenDown({ near, packetOctets, tunnels }: ResiliencyLoad): Promise<Uint8Array[]> {
  const packets: Uint8Array[] = [];
  near.trunk.watch = (packet) => {
    if (packets.length < REPLAYED) packets.push(packet);
  };
  near.traffic.burst(REPLAYED, packetOctets, tunnels);
  near.trunk.watch = undefined;
  await pause(200);
  return packets;
}

/** Datagrams a second that the far side can receive where it does nothing with them. */
async function limitOf(
  { far, flooder, group, tunnels }: ResiliencyLoad,
  port: number,
): Promise<number> {
  const before = await far.ask('taken', undefined);
  const { milliseconds } = await flooder.ask('flood', {
    kind: 'noise',
    group,
    tunnels,
    packets: [],
    port,
    rate: 0,
    milliseconds: LIMIT_SECONDS * 1000,
  });
  const after = await far.ask('taken', undefined);
  return perSecond(after.datagrams - before.datagrams, milliseconds);
}
