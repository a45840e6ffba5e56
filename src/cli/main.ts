#!/usr/bin/env node
/** The command line: one table of commands, a file each. */

import { Command } from 'commander';
import { endingOf } from './errors.ts';
import { watchOutput } from './output.ts';
import { packageVersion } from './version.ts';

type AddCommand = (program: Command) => void;

/** A command is one file and one line here. Only the file of the command given is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  demo: async () => (await import('./demo.ts')).addDemo,
  scenario: async () => (await import('./scenario.ts')).addScenario,
  peer: async () => (await import('./peer.ts')).addPeer,
  up: async () => (await import('./up.ts')).addUp,
  rekey: async () => (await import('./rekey.ts')).addRekey,
  down: async () => (await import('./down.ts')).addDown,
  ping: async () => (await import('./ping.ts')).addPing,
  send: async () => (await import('./send.ts')).addSend,
  forward: async () => (await import('./forward.ts')).addForward,
  dummy: async () => (await import('./dummy.ts')).addDummy,
  sa: async () => (await import('./sa.ts')).addSa,
  stats: async () => (await import('./stats.ts')).addStats,
  events: async () => (await import('./events.ts')).addEvents,
  ladder: async () => (await import('./ladder.ts')).addLadder,
  decode: async () => (await import('./decode.ts')).addDecode,
  explain: async () => (await import('./explain.ts')).addExplain,
  capture: async () => (await import('./capture.ts')).addCapture,
  protected: async () => (await import('./protected.ts')).addProtected,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  overhead: async () => (await import('./overhead.ts')).addOverhead,
  pki: async () => (await import('./pki.ts')).addPki,
  policy: async () => (await import('./policy.ts')).addPolicy,
  service: async () => (await import('./service.ts')).addService,
  stop: async () => (await import('./stop.ts')).addStop,
  load: async () => (await import('./load.ts')).addLoad,
  netsh: async () => (await import('./netsh.ts')).addNetsh,
  relay: async () => (await import('./relay.ts')).addRelay,
  nat: async () => (await import('./nat.ts')).addNat,
};

const EXAMPLES = `
Examples:
  espial peer alice.yaml          run a host in the foreground
  espial up --control alice       negotiate its policies from another terminal
  espial ping 192.0.2.2           send a protected ping
  espial sa                       show the SAs

Exit codes are in docs/exit-codes.md.`;

await main(process.argv);

async function main(argv: string[]): Promise<void> {
  watchOutput(argv[2] === 'peer');
  try {
    const program = new Command('espial')
      .description('An IPsec laboratory: IKEv1 and ESP peers that say why a negotiation failed.')
      .version(packageVersion())
      // commander would rather not break lines at all than make this column.
      .configureHelp({ minWidthToWrap: 20 })
      .addHelpText('after', EXAMPLES)
      .exitOverride();
    const named = COMMANDS[argv[2] ?? ''];
    const wanted = named === undefined ? Object.values(COMMANDS) : [named];
    for (const load of wanted) (await load())(program);
    if (argv.length <= 2) program.help({ error: true });
    await program.parseAsync(argv);
  } catch (error) {
    const ending = endingOf(error);
    if (ending.text !== '') process.stderr.write(`${ending.text}\n`);
    process.exitCode = ending.exitCode;
  }
}
