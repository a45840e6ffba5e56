import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addNat } from '../../src/cli/nat.ts';
import { addRelay } from '../../src/cli/relay.ts';
import { SELF } from '../lab/self.ts';
import { type Party, party } from '../lab/udp-party.ts';
import { freePorts } from '../net/free-ports.ts';

let client: Party;
let far: Party;
const children: ChildProcess[] = [];

beforeAll(async () => {
  [client, far] = [await party(), await party()];
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  client.close();
  far.close();
});

interface Running {
  readonly child: ChildProcess;
  readonly exit: Promise<number>;
  readonly lines: () => string[];
  readonly errors: () => string;
}

function espial(...words: string[]): Running {
  const child = spawn(SELF[0]!, [...SELF.slice(1), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let out = '';
  let errors = '';
  child.stdout.on('data', (data) => {
    out += String(data);
  });
  child.stderr.on('data', (data) => {
    errors += String(data);
  });
  const exit = once(child, 'exit').then(([code]) => Number(code));
  return { child, exit, lines: () => out.trim().split('\n'), errors: () => errors };
}

async function ready(running: Running): Promise<void> {
  await Promise.race([
    once(running.child.stdout!, 'data'),
    running.exit.then(() => Promise.reject(new Error(running.errors()))),
  ]);
}

describe('espial relay', () => {
  it('says when it is ready, relays, and says what it did', async () => {
    const [port] = await freePorts(1);
    const relay = espial('relay', '--listen', `127.0.0.1:${port}`, '--to', `127.0.0.1:${far.port}`);
    await ready(relay);
    expect(relay.lines()).toEqual([
      `relay is ready: 127.0.0.1:${port} to 127.0.0.1:${far.port}, seed 1`,
    ]);
    client.say('hello', port!);
    await far.hears(1);
    relay.child.kill('SIGINT');
    expect(await relay.exit).toBe(0);
    expect(relay.lines().slice(1)).toEqual([
      'there: 1 received, 1 forwarded',
      'back:  0 received, 0 forwarded',
      '1 client with a socket of its own',
    ]);
  });
});

describe('espial nat', () => {
  it('says what it maps, forgets at SIGHUP, and ends with figures, in JSON', async () => {
    const [port] = await freePorts(1);
    const legs = ['--inside', `127.0.0.1:${port}`, '--to', `127.0.0.1:${far.port}`];
    const nat = espial('nat', ...legs, '--outside', '127.0.0.1', '--json');
    await ready(nat);
    client.say('hello', port!);
    await once(nat.child.stdout!, 'data');
    nat.child.kill('SIGHUP');
    await once(nat.child.stdout!, 'data');
    nat.child.kill('SIGTERM');
    expect(await nat.exit).toBe(0);
    const lines = nat.lines().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event, what }) => what ?? event)).toEqual([
      'ready',
      'mapped',
      'forgotten',
      'stopped',
    ]);
    expect(lines.at(-1)).toMatchObject({ out: 1, in: 0, mappings: 1 });
  });
});

describe('what is wrong with the words', () => {
  it.each([
    [['relay', '--listen', '127.0.0.1'], '--to is missing'],
    [['relay', '--listen', '127.0.0.1', '--to', '127.0.0.1:1'], '--listen stands for 2 sockets'],
    [
      ['relay', '--listen', '127.0.0.1:1', '--to', '127.0.0.1:1'],
      'it would send to itself for ever',
    ],
    [
      ['nat', '--inside', '127.0.0.1:1', '--to', '127.0.0.1:2', '--outside', '::1'],
      'they are of two IP versions',
    ],
    [['relay', '--listen', 'x:1', '--to', '127.0.0.1:1'], '"x" is not an IPv4 or IPv6 address'],
    [['relay', '--listen', '::1', '--to', '::1', '--client', '::1'], '--client needs --from'],
    [['relay', '--loss', '2'], 'a share from 0 to 1'],
    [['nat', '--outside', '127.0.0.1'], '--inside is missing'],
    [['nat', '--outside', 'x'], 'is not an IPv4 or IPv6 address'],
    [['nat', '--outside', '127.0.0.1', '--timeout', '5'], 'a length of time'],
    [['nat', '--outside', '127.0.0.1', '--ports', '9-3'], 'two ports with a hyphen'],
    [['nat', '--outside', '127.0.0.1', '--forward', '500'], 'an outside port and an inside'],
  ])('%j is said', async (words, sentence) => {
    const program = new Command().exitOverride();
    for (const add of [addRelay, addNat]) add(program);
    for (const command of program.commands) {
      command.exitOverride().configureOutput({ writeErr: () => undefined });
    }
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toThrow(sentence);
  });
});
