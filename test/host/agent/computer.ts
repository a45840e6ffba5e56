/** A computer with a Policy Agent, and another one beside it that answers what the first one protects. */

import { utf8 } from '../../../src/base/bytes.ts';
import type { AgentEffect, StoreLocation, WindowsConfig } from '../../../src/host/agent/ports.ts';
import { type AskDirectory, agentAnswerer, MemoryStores } from '../../../src/host/agent/stores.ts';
import type { EventKind, EventOf } from '../../../src/host/counter-source.ts';
import type { Command, CommandResult } from '../../../src/host/ports.ts';
import { driverModeName } from '../../../src/ipsec/clear/driver-mode.ts';
import { compile } from '../../../src/policy/compile.ts';
import type { PolicyModel } from '../../../src/policy/model.ts';
import { type Pair, pair, type SimHost } from '../../../src/sim/pair.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { PROTOCOL_NUMBER } from '../../../src/wire/numbers/ip.ts';
import { windows } from '../windows/policies.ts';

export interface ComputerOptions {
  readonly agent?: Partial<WindowsConfig>;
  readonly stores?: MemoryStores;
  /** What the neighbour lives by; nothing unless said. */
  readonly neighbour?: PolicyModel;
}

const AGENT: WindowsConfig = {
  service: 'automatic',
  bootMilliseconds: 10_000,
  connection: 'lan',
  audit: { success: true, failure: true },
  disableIkeAudits: false,
};

/** The IP protocol of a packet that one line of the log carries over the link. */
const PROTOCOL_AT = 9;

export class Computer {
  readonly stores: MemoryStores;
  readonly pair: Pair;
  readonly a: SimHost;
  /** What was asked of the world outside. */
  readonly asked: AgentEffect[] = [];
  /** Answers of the directory; none is a workgroup. */
  directory: AskDirectory = () => ({ model: undefined, gpo: '' });
  /** A store whose file is broken. */
  broken: StoreLocation | undefined;
  /** What is asked and stays unanswered. */
  silent: AgentEffect['kind'] | undefined;

  constructor({ agent, stores, neighbour }: ComputerOptions) {
    this.stores = stores ?? new MemoryStores();
    const policy =
      neighbour && compile(neighbour, neighbour.assigned ?? 'a test assigns it', 'local');
    const none = { ...NOTHING, windows: { agent: { ...AGENT, ...agent } } };
    this.pair = pair({
      a: { host: none },
      b: { host: { ...NOTHING, ...(policy ? windows(policy).host : { windows: {} }) } },
      answerAgent: () => (effect) => this.#answer(effect),
    });
    this.a = this.pair.a;
  }

  /** Lets the computer start, and its service. */
  static started(options: ComputerOptions = {}): Computer {
    const computer = new Computer(options);
    computer.run(20_000);
    return computer;
  }

  run(milliseconds: number): void {
    this.pair.run(milliseconds);
  }

  command(command: Command): CommandResult {
    return this.pair.command(this.a, command);
  }

  service(what: 'start' | 'stop' | 'restart'): CommandResult {
    return this.command({ kind: 'service', do: what });
  }

  /** Writes the local store, as netsh does, and says so. */
  writeLocal(model: PolicyModel): CommandResult {
    this.stores.write('local', model);
    return this.command({ kind: 'store-changed', location: 'local' });
  }

  get mode(): string {
    const { mode } = this.a.host.query('service').items!;
    return mode === undefined ? 'not known yet' : driverModeName(mode);
  }

  get state(): string {
    return this.a.host.query('service').items!.state;
  }

  /** Policies in force, `local: Server`. */
  get policies(): readonly string[] {
    const { policies } = this.a.host.query('service').items!;
    return policies.map(({ source, policy }) => `${source}: ${policy}`);
  }

  /** Names of the filters in force. */
  get filters(): readonly string[] {
    return this.a.host.query('active-policy').items!.quickModeFilters.map(({ name }) => name);
  }

  events<K extends EventKind>(kind: K): EventOf<K>[] {
    return this.pair.events(this.a, kind);
  }

  /** `policy-applied local Server`, oldest first: what the agent has reported of policy. */
  get history(): readonly string[] {
    return this.a.events.flatMap((event) => {
      switch (event.kind) {
        case 'policy-applied':
        case 'policy-withdrawn':
          return [`${event.kind} ${event.source} ${event.policy}`.trim()];
        case 'policy-source-failed':
          return [`${event.kind} ${event.source}`];
        case 'service-started':
        case 'service-stopped':
        case 'service-failed':
          return [event.kind];
        default:
          return [];
      }
    });
  }

  /** What becomes of a datagram for a port of the neighbour. */
  send(port = 9): 'clear' | 'protected' | 'nothing' {
    return this.#probe('a', port);
  }

  /** What becomes of a datagram that the neighbour sends to a port of this computer. */
  hear(port = 9): 'clear' | 'protected' | 'nothing' {
    return this.#probe('b', port);
  }

  #probe(from: 'a' | 'b', port: number): 'clear' | 'protected' | 'nothing' {
    const [sender, receiver] = [this.pair[from], this.pair[from === 'a' ? 'b' : 'a']];
    const before = receiver.events.length;
    const logged = this.pair.log.length;
    this.pair.command(sender, {
      kind: 'send',
      from: undefined,
      to: PAIR_ADDRESSES[receiver.name].outer,
      sourcePort: 40_000,
      destinationPort: port,
      payload: utf8('hello'),
      count: 1,
    });
    this.run(2000);
    const isHeard = receiver.events.slice(before).some(({ kind }) => kind === 'udp-received');
    if (!isHeard) return 'nothing';
    const isClear = this.pair.log
      .slice(logged)
      .some(
        (line) => line.path.carrier === 'link' && line.bytes[PROTOCOL_AT] === PROTOCOL_NUMBER.udp,
      );
    return isClear ? 'clear' : 'protected';
  }

  #answer(effect: AgentEffect) {
    this.asked.push(effect);
    if (effect.kind === this.silent) return undefined;
    const isBroken = 'location' in effect && effect.location === this.broken;
    const result = isBroken
      ? ({ kind: 'agent-problem', what: 'the disk is broken.' } as const)
      : agentAnswerer(this.stores, () => this.directory())(effect);
    return { result, after: 0 };
  }
}

const NOTHING = {
  peers: [],
  policies: [],
  unmatched: 'permit',
  stack: { icmpEcho: true, udpEchoPorts: [], udpSinkPorts: [9, 80, 81, 82] },
} as const;

/** A directory of which nobody answers. */
export const unreachable: AskDirectory = () => {
  throw new Error('no domain controller answers.');
};
