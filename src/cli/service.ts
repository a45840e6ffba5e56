/** `espial service`: IPSEC Services of a running peer, started, stopped and restarted. */

import type { Command } from 'commander';
import type { ControlClient } from '../net/control-client.ts';
import { print, printJson, withPeer } from './client.ts';
import { type ClientOptions, withClientOptions } from './options.ts';
import { UsageError } from './usage.ts';

const VERBS = ['start', 'stop', 'restart', 'status'] as const;
type Verb = (typeof VERBS)[number];

const DONE: Readonly<Record<Exclude<Verb, 'status'>, string>> = {
  start: 'IPSEC Services has started',
  stop: 'IPSEC Services has stopped: no policy is in force, and everything passes',
  restart: 'IPSEC Services has started anew: nothing is left of the SAs before',
};

export function addService(program: Command): void {
  const command = program
    .command('service')
    .description('start, stop or restart IPSEC Services on a peer with the Windows system')
    .argument('<what>', `${VERBS.slice(0, -1).join(', ')} or ${VERBS.at(-1)}`)
    .addHelpText(
      'after',
      '\nExamples:\n  espial service restart\n  espial service status --control alice',
    );
  withClientOptions(command).action((what: string, options: ClientOptions) => {
    const verb = VERBS.find((one) => one === what);
    if (verb === undefined) {
      throw new UsageError(`"${what}" is not something to do with the service. ${WORDS}`);
    }
    return withPeer(options, (client) => act(client, verb, options));
  });
}

const WORDS = `It is one of ${VERBS.join(', ')}.`;

async function act(client: ControlClient, verb: Verb, options: ClientOptions): Promise<void> {
  if (verb === 'status') return status(client, options);
  const value = await client.command({ kind: 'service', do: verb });
  if (options.json === true) printJson(value);
  else print(DONE[verb]);
}

async function status(client: ControlClient, options: ClientOptions): Promise<void> {
  const { name } = await client.describe();
  const { items: view } = await client.query('service');
  if (view === undefined) {
    throw new UsageError(`${name} has no Policy Agent: its file has no windows: section.`);
  }
  if (options.json === true) return printJson(view);
  const { state, start, mode, policies } = view;
  print(`IPSEC Services: ${state} (start: ${start})`);
  print(`driver: ${mode === undefined ? 'not started' : `${mode.phase} mode ${mode.mode}`}`);
  if (policies.length === 0) print('policy: none');
  for (const { source, policy } of policies) print(`policy: ${policy} (${source})`);
}
