import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRelay } from '../../src/cli/relay.ts';
import { SELF } from '../lab/self.ts';
import { type Party, party } from '../lab/udp-party.ts';
import { freePorts } from '../net/free-ports.ts';

let client: Party;
let far: Party;
let folder: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  [client, far] = [await party(), await party()];
  folder = mkdtempSync(join(tmpdir(), 'espial-relay-'));
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  client.close();
  far.close();
  rmSync(folder, { recursive: true });
});

/** A relay to the far party, and the lines that it has printed. */
async function relay(...words: string[]) {
  const [port] = await freePorts(1);
  const legs = ['--listen', `127.0.0.1:${port}`, '--to', `127.0.0.1:${far.port}`];
  const child = spawn(SELF[0]!, [...SELF.slice(1), 'relay', ...legs, ...words]);
  children.push(child);
  let out = '';
  child.stdout.on('data', (data) => {
    out += String(data);
  });
  const lines = (): string[] => out.trim().split('\n');
  const until = async (pattern: RegExp): Promise<void> => {
    for (let i = 0; i < 500 && !pattern.test(out); i++) await wait(10);
    expect(out).toMatch(pattern);
  };
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  await until(/ready/);
  return { port: port!, child, lines, until, stop };
}

describe('espial relay with faults', () => {
  it('acts on what passes, tells it, and sums it up', async () => {
    const running = await relay('--fault', 'drop everything from client once');
    client.say('one', running.port);
    await running.until(/is lost/);
    client.say('two', running.port);
    expect((await far.hears(1)).map((text) => text.split('#')[0])).toEqual(['two']);
    await running.stop();
    expect(running.lines().slice(1)).toEqual([
      'Fault 1, drop everything from client once: has not acted.',
      expect.stringMatching(/^ +\d+\.\d{3} s {2}fault 1: a UDP datagram is lost \(from client\)$/),
      'there: 2 received, 1 forwarded, 1 lost',
      'back:  0 received, 0 forwarded',
      '1 client with a socket of its own',
      'Fault 1, drop everything from client once: acted once, done.',
    ]);
  });

  it('takes words while it runs, and answers each with a line, in JSON too', async () => {
    const file = join(folder, 'faults');
    writeFileSync(file, '# nothing gets back\ndrop everything from far\n');
    const running = await relay('--faults', file, '--stdin', '--json');
    running.child.stdin.write('list\nend 1\nadd duplicate everything from client twice\nend 7\n');
    await running.until(/there are 2/);
    far.heard.splice(0);
    client.say('three', running.port);
    expect(await far.hears(3)).toHaveLength(3);
    await running.until(/sent 2 times more/);
    await running.stop();
    const lines = running.lines().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event, ok }) => [event, ok])).toEqual([
      ['ready', undefined],
      ['answer', true],
      ['answer', true],
      ['answer', true],
      ['answer', false],
      ['fault', undefined],
      ['stopped', undefined],
    ]);
    expect(lines.at(-1)).toMatchObject({
      faults: [{ id: 2, fault: 'duplicate everything from client twice', acted: 1, done: true }],
    });
  });

  it('gives its clients other ports where its NAT is rebound', async () => {
    const running = await relay('--fault', 'rebind NAT at 500ms');
    far.heard.splice(0);
    client.say('before', running.port);
    await far.hears(1);
    await running.until(/NAT is rebound/);
    client.say('after', running.port);
    const sources = (await far.hears(2)).map((text) => text.split('#')[1]);
    expect(new Set(sources).size).toBe(2);
    far.say('still here', Number(sources[1]));
    expect(await client.hears(1)).toEqual([`still here#${running.port}`]);
    await running.stop();
  });

  it.each([
    [['--fault', 'drop mian mode'], 'Column 6: "mian" stands where'],
    [['--fault', 'corrupt byte 1 of hash in quick mode 1'], 'only with keys'],
    [['--fault', 'rebind NAT', '--from', '127.0.0.1:9'], 'There is no NAT here'],
  ])('%j is refused', async (words, sentence) => {
    const program = new Command().exitOverride();
    addRelay(program);
    const legs = ['--listen', '127.0.0.1:7', '--to', '127.0.0.1:8'];
    await expect(
      program.parseAsync(['node', 'espial', 'relay', ...legs, ...words]),
    ).rejects.toThrow(sentence);
  });
});
