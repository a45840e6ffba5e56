/** `espial up`: negotiate policies now. */

import type { Command } from 'commander';
import { type ControlClient, RequestFailed } from '../net/control-client.ts';
import { checkPolicies, print, printJson, withPeer } from './client.ts';
import { exitOfFailure, printFailure } from './errors.ts';
import { type ClientOptions, withClientOptions } from './options.ts';
import { UsageError } from './usage.ts';

export function addUp(program: Command): void {
  const command = program
    .command('up')
    .description('negotiate policies now, or say why that fails')
    .argument('[policy...]', 'names of protect entries (default: all of them)')
    .addHelpText(
      'after',
      '\nExamples:\n  espial up\n  espial up office-tunnel --control alice\n  espial up --json',
    );
  withClientOptions(command).action((policies: string[], options: ClientOptions) =>
    withPeer(options, (client) => up(client, policies, options.json === true)),
  );
}

async function up(client: ControlClient, named: readonly string[], json: boolean): Promise<void> {
  const peer = await client.describe();
  const { name, protects } = peer;
  const policies = named.length > 0 ? named : protects;
  if (policies.length === 0) {
    throw new UsageError(`${name} has no protect entry: there is nothing to bring up.`);
  }
  checkPolicies(peer, policies);
  const outcomes: unknown[] = [];
  for (const policy of policies) {
    try {
      const value = await client.command({ kind: 'up', policy });
      outcomes.push({ policy, ok: true, value });
      if (!json && value.kind === 'up') {
        print(`${policy} is up${value.alreadyUp ? ' already' : ''} (SA ${value.saId})`);
      }
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      outcomes.push({ policy, ok: false, error: error.message, failure: error.failure });
      if (!json) {
        process.stderr.write(`${policy} is not up.\n`);
        if (error.failure !== undefined) printFailure(error.failure, name);
        else process.stderr.write(`espial: ${error.message}\n`);
      }
      process.exitCode = Math.max(Number(process.exitCode ?? 0), exitOfFailure(error.failure));
    }
  }
  if (json) printJson(outcomes);
}
