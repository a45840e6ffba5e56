/** What can be asked of a host's Policy Agent, and what it answers. */

import type { DynamicCommand } from '../../policy/dynamic.ts';
import type { CommandResult } from '../ports.ts';
import type { AgentAnswer, PolicyAgent, ServiceState } from './agent.ts';
import type { SettingsChange } from './settings.ts';

export type AgentCommand =
  /** IPSEC Services. Answered when its policy is in force, or it has stopped. */
  | { readonly kind: 'service'; readonly do: 'start' | 'stop' | 'restart' }
  /** `netsh ipsec dynamic`: edits what is in force until the service stops. */
  | { readonly kind: 'dynamic'; readonly command: DynamicCommand }
  /** `netsh ipsec dynamic set config`: stays over restarts. */
  | { readonly kind: 'set-config'; readonly change: SettingsChange }
  /** Somebody has written a store, or the directory has something new. */
  | {
      readonly kind: 'store-changed';
      readonly location: 'local' | 'persistent' | 'directory';
    };

/** `remarks`: sentences that are worth saying although it was done. */
export type AgentValue =
  | { readonly kind: 'service'; readonly state: ServiceState }
  | {
      readonly kind: 'dynamic' | 'set-config' | 'store-changed';
      readonly remarks: readonly string[];
    };

/** Gives an agent a command; `reply` is called once, now or later. */
export function commandAgent(
  agent: PolicyAgent | undefined,
  name: string,
  command: AgentCommand,
  reply: (result: CommandResult) => void,
): void {
  if (agent === undefined) {
    const error = `${name} has no Policy Agent: its file has no windows: section`;
    return reply({ ok: false, error, failure: undefined });
  }
  const done = (answer: AgentAnswer): void => reply(resultOf(agent, command, answer));
  switch (command.kind) {
    case 'service':
      return agent[command.do](done);
    case 'dynamic':
      return done(agent.dynamic(command.command));
    case 'set-config':
      return agent.setConfig(command.change, done);
    case 'store-changed':
      return agent.storeChanged(command.location, done);
  }
}

function resultOf(agent: PolicyAgent, command: AgentCommand, answer: AgentAnswer): CommandResult {
  if (!answer.ok) {
    const { error, windowsError } = answer;
    return { ok: false, error, failure: undefined, ...(windowsError && { windowsError }) };
  }
  if (command.kind === 'service') {
    return { ok: true, value: { kind: 'service', state: agent.view.state } };
  }
  return { ok: true, value: { kind: command.kind, remarks: answer.remarks } };
}
