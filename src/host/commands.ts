/** The command desk: starts what is asked, remembers who waits, answers each command once. */

import type { Instant } from '../base/time.ts';
import type { IkeEngine } from '../ike/engine.ts';
import type { Failure } from '../ike/failure.ts';
import type { SoftSaView } from '../ipsec/clear/soft-flows.ts';
import type { Driver } from '../ipsec/driver.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import type { PolicyAgent } from './agent/agent.ts';
import { type AgentCommand, commandAgent } from './agent/commands.ts';
import type { CurrentCall } from './call.ts';
import { faultOfPing, faultOfSend } from './command-checks.ts';
import type { HostConfig } from './config.ts';
import type { NamedPolicy } from './named-policy.ts';
import type { Pinger } from './pinger.ts';
import type { Command, CommandResult, CommandValue } from './ports.ts';
import type { Sender } from './sender.ts';
import { chooseSource } from './source-address.ts';
import { type Waiter, Waiting } from './waiting.ts';

/** What the desk needs of its host. */
export interface DeskParts {
  readonly config: HostConfig;
  readonly policy: NamedPolicy;
  readonly call: CurrentCall;
  readonly engine: IkeEngine;
  readonly driver: Driver;
  readonly pinger: Pinger;
  readonly sender: Sender;
  readonly agent: PolicyAgent | undefined;
  /** Asks the engine for a policy entry's SAs. */
  initiate(policy: string, now: Instant): void;
  /** The host has said its good-byes and from now on only absorbs. */
  stopped(): void;
}

/** What those who wait for a policy entry are told: the new pair, or why there is none. */
export type Outcome =
  | Extract<CommandResult, { ok: false }>
  | { readonly ok: true; readonly saId: number; readonly replaces: number | undefined };

export class CommandDesk {
  readonly #parts: DeskParts;
  /** Commands that wait for the outcome of a policy entry. */
  readonly #waiting = new Waiting();
  /** Commands that wait for a new main mode with a peer. */
  readonly #waitingForMainMode = new Waiting();

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Starts a command. Its answer comes through the outbox: now, or in a later call. */
  start(id: number, command: Command): void {
    const result = this.#begin(id, command);
    if (result !== undefined) this.#parts.call.out.reply(id, result);
  }

  /** A negotiation for a policy entry is over: answers those who wait for it. */
  outcome(policy: string, result: Outcome): void {
    for (const { id, kind } of this.#waiting.take(policy)) {
      this.#parts.call.out.reply(id, answerTo(kind, result));
    }
  }

  /** A main mode that this host began is over: answers those who wait for one with that peer. */
  mainModeOutcome(peer: string, result: CommandResult): void {
    for (const { id } of this.#waitingForMainMode.take(peer))
      this.#parts.call.out.reply(id, result);
  }

  /** The answer, or undefined where it comes by another way. */
  #begin(id: number, command: Command): CommandResult | undefined {
    switch (command.kind) {
      case 'up':
        return this.#up(id, command.policy);
      case 'down':
        return this.#down(command.policy);
      case 'rekey':
        return this.#rekey(id, command.policy);
      case 'rekey-main-mode':
        return this.#rekeyMainMode(id, command.peer);
      case 'ping':
        return this.#ping(id, command);
      case 'send':
        return this.#send(id, command);
      case 'dummy':
        return this.#dummy(command.policy);
      case 'preset-sequence':
        return this.#presetSequence(command.policy, command.sequence);
      case 'stop':
        return this.#stop();
      default:
        return this.#askAgent(id, command);
    }
  }

  #askAgent(id: number, command: AgentCommand): undefined {
    const { agent, config, call } = this.#parts;
    commandAgent(agent, config.name, command, (result) => call.out.reply(id, result));
  }

  #up(id: number, policy: string): CommandResult | undefined {
    const { driver, call } = this.#parts;
    const fault = this.#parts.policy.faultOfEntry(policy);
    if (fault !== undefined) return refusal(fault);
    const saId = driver.hasOutboundSa(policy);
    if (saId !== undefined) return success({ kind: 'up', saId, alreadyUp: true });
    this.#waiting.add(policy, { id, kind: 'up' });
    this.#parts.initiate(policy, call.now);
    return undefined;
  }

  #rekey(id: number, policy: string): CommandResult | undefined {
    const { engine, call } = this.#parts;
    const fault = this.#parts.policy.faultOfEntry(policy);
    if (fault !== undefined) return refusal(fault);
    this.#waiting.add(policy, { id, kind: 'rekey' });
    if (engine.renewChildren(policy, call.now) > 0) return undefined;
    this.#waiting.drop(policy, id);
    return refusal(`"${policy}" has no SA to renew; bring it up first`);
  }

  #rekeyMainMode(id: number, peer: string): CommandResult | undefined {
    const { engine, call, policy } = this.#parts;
    const fault = policy.faultOfPeer(peer);
    if (fault !== undefined) return refusal(fault);
    this.#waitingForMainMode.add(peer, { id, kind: 'rekey-main-mode' });
    if (engine.renewMainModes(peer, call.now) > 0) return undefined;
    this.#waitingForMainMode.drop(peer, id);
    return refusal(`there is no main mode with "${peer}" to renew`);
  }

  #down(policy: string | undefined): CommandResult {
    const { engine, call } = this.#parts;
    if (policy === undefined) {
      const deleted = engine.deletePeer(undefined, call.now) + this.#endSoft(undefined);
      return success({ kind: 'down', deleted });
    }
    const fault = this.#parts.policy.faultOfEntry(policy);
    if (fault !== undefined) return refusal(fault);
    const doomed = engine.childrenOf(policy);
    let deleted = this.#endSoft(policy);
    for (const id of doomed) if (engine.deleteChild(id, call.now)) deleted++;
    return success({ kind: 'down', deleted });
  }

  /** The next packet asks for IPsec again. */
  #endSoft(policy: string | undefined): number {
    const { driver, call } = this.#parts;
    const isOver = (soft: SoftSaView): boolean => policy === undefined || soft.policy === policy;
    return driver.endSoft(isOver, 'deleted', call.now);
  }

  #ping(id: number, command: Extract<Command, { kind: 'ping' }>): CommandResult | undefined {
    const { config, policy, pinger } = this.#parts;
    const fault = faultOfPing(command);
    if (fault !== undefined) return refusal(fault);
    const protocol = command.to.version === 4 ? PROTOCOL_NUMBER.icmp : PROTOCOL_NUMBER.icmpv6;
    const entries = policy.entries();
    const source = chooseSource(config, entries, command.from, command.to, protocol);
    if (source.address === undefined) return refusal(source.error);
    pinger.start(id, command, source.address);
    return undefined;
  }

  #send(id: number, command: Extract<Command, { kind: 'send' }>): CommandResult | undefined {
    const { config, policy, sender } = this.#parts;
    const fault = faultOfSend(command);
    if (fault !== undefined) return refusal(fault);
    const { udp } = PROTOCOL_NUMBER;
    const source = chooseSource(config, policy.entries(), command.from, command.to, udp);
    if (source.address === undefined) return refusal(source.error);
    sender.start(id, command, source.address);
    return undefined;
  }

  #dummy(policy: string): CommandResult {
    const { driver, call } = this.#parts;
    const fault = this.#parts.policy.faultOfEntry(policy);
    if (fault !== undefined) return refusal(fault);
    if (driver.sendDummy(policy, call.now)) return success({ kind: 'dummy' });
    return refusal(`"${policy}" has no SA to send a dummy packet on; bring it up first`);
  }

  #presetSequence(policy: string, sequence: number): CommandResult {
    const { driver } = this.#parts;
    const fault = this.#parts.policy.faultOfEntry(policy);
    if (fault !== undefined) return refusal(fault);
    if (driver.presetSequence(policy, sequence)) return success({ kind: 'preset-sequence' });
    return refusal(
      `"${policy}" has no SA whose sequence number can be ${sequence}: bring it up first, and set the number forward, within 32 bits unless it has extended ones`,
    );
  }

  #stop(): CommandResult {
    const { engine, pinger, sender, call } = this.#parts;
    pinger.finishAll();
    sender.finishAll();
    engine.deletePeer(undefined, call.now);
    for (const policy of this.#waiting.names()) {
      this.outcome(policy, refusal(`the host was stopped before "${policy}" was up`));
    }
    for (const peer of this.#waitingForMainMode.names()) {
      this.mainModeOutcome(peer, refusal(`the host was stopped before main mode was renewed`));
    }
    this.#parts.stopped();
    return success({ kind: 'stop' });
  }
}

function answerTo(kind: Waiter['kind'], outcome: Outcome): CommandResult {
  if (!outcome.ok) return outcome;
  const { saId, replaces } = outcome;
  return kind === 'rekey'
    ? success({ kind, saId, replaces })
    : success({ kind: 'up', saId, alreadyUp: false });
}

/** What those who wait for a policy entry hear when its negotiation fails. */
export function failedResult(failure: Failure): Extract<CommandResult, { ok: false }> {
  return { ok: false, error: failure.title, failure };
}

function success(value: CommandValue): CommandResult {
  return { ok: true, value };
}

function refusal(error: string): Extract<CommandResult, { ok: false }> {
  return { ok: false, error, failure: undefined };
}
