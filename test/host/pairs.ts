/** Pairs and commands for the tests of a host. */

import { parseAddress } from '../../src/base/address.ts';
import { utf8 } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { Command, CommandResult, CommandValue } from '../../src/host/ports.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { type Pair, type PairOptions, pair, type SimHost } from '../../src/sim/pair.ts';

/** A pair with fast cryptography and the `lab` timers. */
export function labPair(options: PairOptions = {}): Pair {
  const both = { ...options.both, peer: { timers: TIMER_PROFILES.lab, ...options.both?.peer } };
  return pair({ provider: nodeProvider, ...options, both });
}

export function pingTo(to: string, changes: Partial<Extract<Command, { kind: 'ping' }>> = {}) {
  return {
    kind: 'ping',
    from: undefined,
    to: parseAddress(to),
    count: 3,
    intervalMilliseconds: 100,
    timeoutMilliseconds: 1000,
    payloadOctets: 56,
    ...changes,
  } as const;
}

export function sendTo(to: string, changes: Partial<Extract<Command, { kind: 'send' }>> = {}) {
  return {
    kind: 'send',
    from: undefined,
    to: parseAddress(to),
    sourcePort: 40_000,
    destinationPort: 9,
    payload: utf8('hello'),
    count: 1,
    ...changes,
  } as const;
}

/** The value of a command that must succeed, of its own kind. */
export function must<K extends CommandValue['kind']>(
  result: CommandResult | undefined,
  kind: K,
): Extract<CommandValue, { kind: K }> {
  if (result?.ok !== true) throw new Error(`${kind} failed: ${result?.error ?? 'no answer'}`);
  const { value } = result;
  if (value.kind !== kind) throw new Error(`a ${value.kind} answered a ${kind}`);
  return value as Extract<CommandValue, { kind: K }>;
}

/** Brings a policy entry up. */
export function up(subject: Pair, host: SimHost, policy: string): number {
  return must(subject.command(host, { kind: 'up', policy }), 'up').saId;
}

/** A counter's value by its id. */
export function counter(host: SimHost, id: string): number {
  const { ike, ipsec, detail } = host.host.query('statistics').items;
  const found = [...ike, ...ipsec, ...detail].find((row) => row.id === id);
  if (found === undefined) throw new Error(`there is no counter ${id}`);
  return found.value;
}
