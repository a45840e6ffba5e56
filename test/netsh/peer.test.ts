/** netsh on a running peer: what is typed goes over its control socket, and so does the answer. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { MemoryStores } from '../../src/host/agent/stores.ts';
import type { Command, CommandResult } from '../../src/host/ports.ts';
import { ControlServer, type ControlService } from '../../src/net/control-server.ts';
import { StoreService } from '../../src/net/stores/store-service.ts';
import { openNetsh } from '../../src/netsh/edge/open.ts';
import { newGuid } from '../../src/netsh/edge/world.ts';
import { NetshSession } from '../../src/netsh/session.ts';
import { NO_POLICY } from '../../src/policy/compiled.ts';
import { DEFAULT_SETTINGS } from '../../src/policy/dynamic.ts';
import { applyDynamic } from '../../src/policy/dynamic-apply.ts';

let folder: string;
const closers: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-netsh-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

/** A peer that keeps what it is told, behind a real socket. */
async function peer() {
  const commands: Command[] = [];
  const stores = new MemoryStores();
  let active = NO_POLICY;
  let settings = DEFAULT_SETTINGS;
  const command = async (asked: Command): Promise<CommandResult> => {
    commands.push(asked);
    if (asked.kind === 'dynamic') {
      const answer = applyDynamic(active, asked.command);
      if (!answer.ok) {
        const { code: windowsError, message } = answer.error;
        return { ok: false, error: message, failure: undefined, windowsError };
      }
      active = answer.policy;
      return { ok: true, value: { kind: 'dynamic', remarks: answer.remarks } };
    }
    if (asked.kind === 'set-config') settings = { ...settings, ...asked.change } as typeof settings;
    return { ok: true, value: { kind: 'store-changed', remarks: ['It is in force now.'] } };
  };
  const answers: Readonly<Record<string, () => unknown>> = {
    'active-policy': () => active,
    environment: () => ({
      addresses: [parseAddress('192.0.2.1')],
      servers: { DNS: [], WINS: [], DHCP: [], GATEWAY: [] },
      connection: 'lan',
    }),
    settings: () => ({ stored: settings, inForce: settings }),
    statistics: () => ({ ike: [], ipsec: [], detail: [] }),
  };
  const service = {
    describe: () => ({ name: 'alice', now: 5 }),
    command,
    query: (kind: string) => ({ items: answers[kind]?.() ?? [], next: undefined }),
    stores: new StoreService({
      stores,
      directory: undefined,
      context: () => ({ now: 1000, newGuid }),
      tell: (location) => command({ kind: 'store-changed', location }),
    }),
  } as unknown as ControlService;
  const path = join(folder, 'alice.sock');
  const server = new ControlServer(path, service);
  await server.open();
  closers.push(() => server.close());
  return { path, commands, stores, active: () => active };
}

async function netsh(path: string, showSecrets = false) {
  const { backend, world, close } = await openNetsh({
    remote: path,
    store: undefined,
    directory: undefined,
  });
  closers.push(close);
  let printed = '';
  let wrong = '';
  const session = new NetshSession({
    backend,
    world,
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      wrong += text;
    },
    showSecrets,
  });
  return async (line: string) => {
    [printed, wrong] = ['', ''];
    const good = await session.line(line);
    return { good, printed, wrong };
  };
}

it('stores are edited by the peer, which tells its agent', async () => {
  const { path, commands, stores } = await peer();
  const say = await netsh(path, true);
  const lines = [
    'ipsec static',
    'add filter f 10.0.0.0 any srcmask=8 protocol=TCP dstport=80',
    'add filteraction a qmsecmethods="AH[MD5]+ESP[3DES,None]:20480k"',
    'add policy p',
    'add rule r p f a psk="a key" rootca="CN=Root certmap:yes"',
  ];
  for (const line of lines) expect(await say(line)).toMatchObject({ good: true, wrong: '' });
  expect(stores.read('local').policies[0]!.rules).toHaveLength(1);
  expect(commands.at(-1)).toEqual({ kind: 'store-changed', location: 'local' });
  expect((await say('dump')).printed).toContain('psk="a key" rootca="CN=Root');
  expect((await say('set policy p assign=y')).printed).toContain('It is in force now.');
  expect(await say('add policy p')).toMatchObject({ good: false });
  expect(await say('set batch enable')).toMatchObject({ good: true });
  expect((await say('set store domain')).wrong).toContain('in no domain');
});

it('dynamic edits go to the agent, with the error numbers of Windows', async () => {
  const { path, active } = await peer();
  const say = await netsh(path);
  for (const line of ['ipsec dynamic', 'add mmpolicy mm', 'add qmpolicy qm']) {
    expect(await say(line)).toMatchObject({ good: true });
  }
  expect(await say('add rule me 192.0.2.2 mm qm psk="a key"')).toMatchObject({ good: true });
  expect(active().quickModeFilters).toHaveLength(1);
  expect((await say('delete mmpolicy mm')).wrong).toContain('Error 13005: ');
  expect((await say('show qmfilter all type=specific')).printed).toContain('192.0.2.2');
  expect((await say('dump')).printed).toContain('psk=<hidden>');
});

it("settings, the service and SAs are the peer's", async () => {
  const { path, commands } = await peer();
  const say = await netsh(path);
  await say('ipsec dynamic set config ipsecexempt 2');
  expect((await say('ipsec dynamic show config')).printed).toMatch(/exempt.*2/i);
  await say('net stop policyagent');
  await say('ipsec dynamic delete sa');
  expect(commands.slice(-2)).toEqual([
    { kind: 'service', do: 'stop' },
    { kind: 'down', policy: undefined },
  ]);
  expect(await say('ipsec dynamic show mmsas')).toMatchObject({ good: true });
  expect(await say('ipsec static show gpoassignedpolicy')).toMatchObject({ good: true });
});

it('a peer that does not run is an error of its own', async () => {
  await expect(
    openNetsh({ remote: join(folder, 'nobody.sock'), store: undefined, directory: undefined }),
  ).rejects.toMatchObject({ code: 'no-peer-running' });
});
