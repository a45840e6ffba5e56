/** The parts of a host, made and joined. What one part wants of another goes through the hooks. */

import { type Address, sameAddress } from '../base/address.ts';
import { type ArenaPool, arenaPool, BatchWriter, type Path } from '../base/batch.ts';
import { TimerHeap } from '../base/heap.ts';
import type { Random } from '../base/random.ts';
import { SECOND } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { IkeEngine } from '../ike/engine.ts';
import type { IkeEvent } from '../ike/events.ts';
import { WINDOWS_EXEMPTIONS } from '../ipsec/clear/driver-mode.ts';
import { Driver } from '../ipsec/driver.ts';
import type { IpsecEvent } from '../ipsec/events.ts';
import type { SaProtocol } from '../ipsec/sa/sad.ts';
import { expand } from '../policy/expand.ts';
import { KEEPALIVE } from '../wire/natt.ts';
import type { PacketView } from '../wire/packet-view.ts';
import type { PolicyAgent } from './agent/agent.ts';
import { makeAgent } from './agent/host-agent.ts';
import type { AgentEvent } from './agent/ports.ts';
import { CurrentCall } from './call.ts';
import { CommandDesk } from './commands.ts';
import type { HostConfig } from './config.ts';
import { Counters } from './counters.ts';
import { DeliveredFragments } from './delivered-fragments.ts';
import { DriverReports } from './driver-reports.ts';
import type { StackEvent } from './events.ts';
import { Keepalives } from './keepalive.ts';
import { listedPolicy } from './named-policy.ts';
import { Negotiations } from './negotiations.ts';
import { Pinger } from './pinger.ts';
import { policyPort } from './policy-port.ts';
import type { CommandResult } from './ports.ts';
import { DriverSaPort } from './sa-port.ts';
import { Sender } from './sender.ts';
import { Stack } from './stack.ts';
import { namedFilters } from './windows/named-filters.ts';
import { PolicyInForce } from './windows/policy-in-force.ts';
import { SoftExpiry } from './windows/soft-expiry.ts';

export interface HostOptions {
  readonly config: HostConfig;
  readonly provider: CryptoProvider;
  readonly random: Random;
  /** Where the arenas of the host's own packets come from. */
  readonly pool?: ArenaPool;
}

/** What the parts ask of the host that they make up. */
export interface HostHooks {
  note(event: StackEvent): void;
  noteIke(event: IkeEvent): void;
  noteIpsec(event: IpsecEvent): void;
  noteAgent(event: AgentEvent): void;
  /** An ISAKMP message, without its marker. */
  transmit(path: Path, message: Uint8Array): void;
  /** A clear packet for this host. */
  deliver(arena: Uint8Array, start: number, end: number, view?: PacketView, stays?: boolean): void;
  /** The data path wants SAs of a policy entry. */
  acquire(policy: string): void;
  /** A packet came with an SPI that this host does not have. */
  unknownSpi(path: Path, spi: number, protocol: SaProtocol): void;
  /** A command wants SAs of a policy entry. */
  initiate(policy: string): void;
  /** The driver cannot use a pair that was negotiated. */
  useless(id: number): void;
  /** A pair has used up most of what it may carry. */
  worn(id: number): void;
  /** The newest packet of a pair came from elsewhere. */
  peerElsewhere(id: number, path: Path): void;
  stopped(): void;
}

export interface HostParts {
  readonly call: CurrentCall;
  readonly timers: TimerHeap<() => void>;
  readonly pool: ArenaPool;
  /** Packets of this host's own on their way to the driver. */
  readonly packets: BatchWriter;
  readonly innerPath: Path;
  readonly negotiations: Negotiations;
  /** Undefined on a host whose configuration lists its peers and entries. */
  readonly inForce: PolicyInForce | undefined;
  /** Undefined where no Policy Agent runs. */
  readonly agent: PolicyAgent | undefined;
  readonly driver: Driver;
  readonly engine: IkeEngine;
  readonly sas: DriverSaPort;
  readonly keepalives: Keepalives;
  readonly counters: Counters;
  readonly stack: Stack;
  /** Fragments of clear packets for this host. */
  readonly fragments: DeliveredFragments;
  readonly desk: CommandDesk;
  readonly softExpiry: SoftExpiry;
}

/** Makes all parts of one host. The hooks are first called when the host is. */
export function makeParts(options: HostOptions, hooks: HostHooks): HostParts {
  const { config, provider, random } = options;
  const call = new CurrentCall();
  const timers = new TimerHeap<() => void>();
  const pool = options.pool ?? arenaPool();
  const packets = new BatchWriter(pool);
  const innerPath = innerPathOf(config);
  const negotiations = new Negotiations();
  const { windows: system, addresses } = config;
  const inForce = system && new PolicyInForce({ system, addresses, expand });
  const reports = new DriverReports({ timers, call, note: (event) => hooks.noteIpsec(event) });
  const driver = makeDriver(options, call, hooks, inForce, reports);
  const keepalives = new Keepalives({
    timers,
    now: () => call.now,
    lastOutbound: (id) => driver.lastOutbound(id),
    send: (path) => {
      call.out.network.add(path, KEEPALIVE);
      counters.add('keepalivesSent');
    },
  });
  const sas = new DriverSaPort({
    driver,
    call,
    spiReserved: (got) => counters.add(got ? 'spisReserved' : 'spisRefused'),
    added: (pair) => keepalives.added(pair),
    removed: (id) => keepalives.removed(id),
    refused: (refusal) => hooks.noteIpsec({ kind: 'sa-refused', ...refusal }),
    useless: (id) => hooks.useless(id),
  });
  const engine = new IkeEngine({
    policy: inForce ?? policyPort(config),
    sas,
    provider,
    random: random.fork('ike'),
    ikePort: config.ikePort,
    natPort: config.natPort,
    mainModes: config.capacity?.mainModes,
    note: (event) => hooks.noteIke(event),
    ask: (id, effect) => call.out.effect(id, effect),
    shed: () => counters.add('firstMessagesShed'),
    send: (path, message) => hooks.transmit(path, message),
  });
  const counters = new Counters(driver.counters, {
    activeAcquires: () => negotiations.acquiring,
    quickModesUnderWay: () => negotiations.quickModes,
    mainModeSas: () => engine.mainModeCount,
    pendingSpis: () => sas.pendingSpis,
    messagesWaiting: () => engine.load().messagesWaiting,
    messagesBuffered: () => engine.load().messagesWaiting + engine.load().fragments,
    requestsWaiting: () => engine.load().requestsWaiting,
  });
  const reply = (id: number, result: CommandResult): void => call.out.reply(id, result);
  const outgoing = { call, timers, packets, path: innerPath, reply };
  const pinger = new Pinger({ ...outgoing, sent: () => counters.add('pingsSent') });
  const sender = new Sender({ ...outgoing, sent: () => counters.add('datagramsSent') });
  const stack = new Stack({
    config: config.stack,
    addresses: stackAddresses(config),
    answers: packets,
    path: innerPath,
    note: (event) => hooks.note(event),
    echoReply: (identifier, sequence) => pinger.answered(identifier, sequence),
  });
  const agent = makeAgent({
    config,
    call,
    inForce,
    engine,
    driver,
    timers,
    reports,
    noteAgent: (event) => hooks.noteAgent(event),
  });
  const desk = new CommandDesk({
    config,
    policy: inForce === undefined ? listedPolicy(config) : namedFilters(config.name, inForce),
    call,
    engine,
    driver,
    pinger,
    sender,
    agent,
    initiate: (policy) => hooks.initiate(policy),
    stopped: () => hooks.stopped(),
  });
  return {
    call,
    timers,
    pool,
    packets,
    innerPath,
    negotiations,
    inForce,
    agent,
    driver,
    engine,
    sas,
    keepalives,
    counters,
    stack,
    fragments: new DeliveredFragments(call),
    desk,
    softExpiry: new SoftExpiry({ timers, driver, call }),
  };
}

function makeDriver(
  options: HostOptions,
  call: CurrentCall,
  hooks: HostHooks,
  inForce: PolicyInForce | undefined,
  reports: DriverReports,
): Driver {
  const { config, provider, random } = options;
  return new Driver({
    provider,
    random: random.fork('driver'),
    policies: inForce?.entries ?? config.policies,
    unmatched: config.unmatched,
    localAddresses: config.addresses,
    linkMtu: config.mtu,
    securityAssociations: config.capacity?.securityAssociations,
    gateway: config.gateway,
    exemptions: inForce && WINDOWS_EXEMPTIONS,
    unprotectedErrors: config.unprotectedErrors,
    pathMtuLifetime:
      config.pathMtuSeconds === undefined ? undefined : config.pathMtuSeconds * SECOND,
    sink: {
      // Each call brings an outbox of its own.
      get network() {
        return call.out.network;
      },
      deliver: (arena, start, end, view, stays) => hooks.deliver(arena, start, end, view, stays),
      acquire: (policy) => hooks.acquire(policy),
      unknownSpi: (path, spi, _now, protocol) => hooks.unknownSpi(path, spi, protocol),
      worn: (id) => hooks.worn(id),
      peerElsewhere: (id, path) => hooks.peerElsewhere(id, path),
      note(event) {
        reports.take(event);
        hooks.noteIpsec(event);
      },
    },
  });
}

function stackAddresses({ addresses, stack }: HostConfig): readonly Address[] {
  const left = stack.leave ?? [];
  return addresses.filter((own) => !left.some((address) => sameAddress(address, own)));
}

/** The driver looks at the packets alone, so one path serves for all. */
function innerPathOf(config: HostConfig): Path {
  const end = { address: config.addresses[0]!, port: 0 };
  return { carrier: 'inner', local: end, remote: end };
}
