/** Policy over the control socket: stores are read and edited, and the agent hears of it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import type { Command, QueryKind } from '../../../src/host/ports.ts';
import { inForceSchema } from '../../../src/net/active-policy-schema.ts';
import { ControlClient } from '../../../src/net/control-client.ts';
import type { RequestBody } from '../../../src/net/control-protocol.ts';
import { ControlServer } from '../../../src/net/control-server.ts';
import { withSecrets } from '../../../src/net/policy-schema.ts';
import { readDirectoryFile, writeDirectoryFile } from '../../../src/net/stores/directory-file.ts';
import { MODEL_FORM } from '../../../src/net/stores/model-form.ts';
import { StoreService } from '../../../src/net/stores/store-service.ts';
import type { PolicyCommand } from '../../../src/policy/commands.ts';
import { compile } from '../../../src/policy/compile.ts';
import { EMPTY_MODEL } from '../../../src/policy/model.ts';
import { fullModel, smallModel } from './models.ts';

type EditRequest = Extract<RequestBody, { do: 'policy-edit' }>;

let folder: string;
let server: ControlServer;
let client: ControlClient;
let stores: MemoryStores;
const commands: Command[] = [];
/** Generic policy that the host of the socket lives by. */
let active: unknown;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espial-store-service-'));
  stores = new MemoryStores();
  commands.length = 0;
  let guids = 0;
  const command = async (asked: Command) => {
    commands.push(asked);
    return { ok: true, value: { kind: 'store-changed', remarks: ['Told.'] } } as const;
  };
  const service = new StoreService({
    stores,
    directory: join(folder, 'directory.json'),
    context: () => ({ now: 5, newGuid: () => guidOf(++guids) }),
    tell: (location) => command({ kind: 'store-changed', location }),
  });
  const path = join(folder, 'alice.sock');
  server = new ControlServer(path, {
    describe: () => {
      throw new Error('nobody asks');
    },
    command,
    query: (kind: QueryKind) => ({
      items: kind === 'active-policy' ? active : ENVIRONMENT,
      next: undefined,
    }),
    onEvent: () => () => {},
    eventLog: () => [],
    stores: service,
    startCapture: () => {},
    stopCapture: () => 0,
    stopped: () => {},
  });
  await server.open();
  client = await ControlClient.connect(path);
});
afterEach(async () => {
  client.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const ENVIRONMENT = {
  addresses: [],
  servers: { DNS: [], WINS: [], DHCP: [], GATEWAY: [] },
  connection: 'lan',
};

function guidOf(number: number): string {
  return `{00000000-0000-0000-0000-${String(number).padStart(12, '0')}}`;
}

function edit(store: EditRequest['store'], ...asked: PolicyCommand[]): Promise<unknown> {
  const json = asked.map(withSecrets) as EditRequest['commands'];
  return client.request({ do: 'policy-edit', store, commands: json });
}

describe('stores over the control socket', () => {
  it('are read with their keys', async () => {
    stores.write('local', fullModel());
    const json = await client.request({ do: 'policy-model', store: 'local' });
    expect(MODEL_FORM.fromJson(json)).toStrictEqual(fullModel());
  });

  it('are edited, and the agent hears of it', async () => {
    const list = { kind: 'add-filter-list', name: 'Web', description: '' } as const;
    expect(await edit('local', list)).toMatchObject({ ok: true, remarks: ['Told.'] });
    expect(stores.read('local').filterLists).toMatchObject([{ name: 'Web', modifiedAt: 5 }]);
    expect(commands).toEqual([{ kind: 'store-changed', location: 'local' }]);
  });

  it('are edited by all of the commands or by none', async () => {
    const list = { kind: 'add-filter-list', name: 'Web', description: '' } as const;
    expect(await edit('persistent', list, list)).toMatchObject({
      ok: false,
      error: { code: 'exists' },
    });
    expect(stores.read('persistent')).toEqual(EMPTY_MODEL);
    expect(commands).toEqual([]);
  });

  it('take every kind of command as it is', async () => {
    const model = fullModel();
    const [policy] = model.policies;
    const [rule] = policy!.rules;
    const [list] = model.filterLists;
    const { guid: _, ...filter } = list!.filters[1]!;
    const { description: _ofFilter, ...identity } = filter;
    const { guid: _ofAction, modifiedAt: _ofTime, ...action } = model.filterActions[0]!;
    const named = (name: string) => ({ by: 'name', name }) as const;
    const all: PolicyCommand[] = [
      { kind: 'import', model },
      { kind: 'add-filter', filterList: 'New list', filter },
      { kind: 'set-filter-list', target: named('New list'), newName: 'List', description: 'd' },
      { kind: 'add-filter-action', ...action, name: 'New action' },
      { kind: 'set-filter-action', target: named('New action'), soft: true },
      {
        kind: 'add-policy',
        name: 'New',
        description: '',
        masterPfs: true,
        quickModeLimit: 1,
        lifetimeMinutes: 60,
        defaultResponse: true,
        pollingMinutes: 5,
        assign: true,
        methods: policy!.mainMode.methods,
      },
      { kind: 'set-policy', target: named('New'), lifetimeMinutes: 90 },
      {
        kind: 'add-rule',
        name: 'Rule',
        policy: named('New'),
        filterList: named('List'),
        filterAction: named('New action'),
        tunnel: undefined,
        connectionType: 'lan',
        active: true,
        description: '',
        authentication: rule!.authentication,
      },
      { kind: 'set-rule', target: { by: 'id', id: 1 }, policy: named('New'), tunnel: 'none' },
      { kind: 'set-default-rule', policy: named('New'), active: false },
      { kind: 'delete-filter', filterList: 'List', filter: identity },
      { kind: 'delete-rule', target: 'all', policy: named('New') },
      { kind: 'delete-filter-action', target: named('New action') },
      { kind: 'delete-filter-list', target: named('List') },
      { kind: 'delete-policy', target: named('New') },
      { kind: 'restore-examples', release: 'win2003' },
      { kind: 'delete-all' },
    ];
    const json = all.map(withSecrets) as EditRequest['commands'];
    for (const [i, command] of json.entries()) {
      const answer = client.request({ do: 'policy-edit', store: 'local', commands: [command] });
      expect([all[i]!.kind, await answer]).toMatchObject([all[i]!.kind, { ok: true }]);
    }
    expect(stores.read('local')).toEqual(EMPTY_MODEL);
  });

  it('take no command that is none', async () => {
    const wrong = [{ kind: 'add-filter-list', name: 'Web', description: 1 }];
    const commands = wrong as unknown as EditRequest['commands'];
    const answer = client.request({ do: 'policy-edit', store: 'local', commands });
    await expect(answer).rejects.toThrow('bad request: commands.0.description');
  });

  it('are also the directory’s, with the object that assigns', async () => {
    const path = join(folder, 'directory.json');
    writeDirectoryFile(path, { gpo: 'Old', reachable: false, model: smallModel({ name: 'P' }) });
    const list = { kind: 'add-filter-list' as const, name: 'Web', description: '' };
    const request = { do: 'policy-edit' as const, store: 'domain' as const, gpo: 'New' };
    expect(await client.request({ ...request, commands: [list] })).toMatchObject({ ok: true });
    const { gpo, reachable, model } = readDirectoryFile(path);
    expect([gpo, reachable, model.filterLists.length]).toEqual(['New', false, 2]);
    expect(commands).toEqual([{ kind: 'store-changed', location: 'directory' }]);
    expect(await client.request({ do: 'policy-assignment' })).toEqual({ gpo: 'New', policy: 'P' });
  });

  it('show what is in force, with the keys only where that is asked', async () => {
    const model = smallModel({ name: 'P', psk: 'a secret of theirs' });
    active = compile(model, model.assigned!, 'local');
    const hidden = await client.request({ do: 'policy-in-force', secrets: false });
    expect(JSON.stringify(hidden)).not.toContain('a secret of theirs');
    expect(inForceSchema.parse(hidden).active.quickModeFilters).toHaveLength(1);
    const shown = await client.request({ do: 'policy-in-force', secrets: true });
    expect(inForceSchema.parse(shown)).toStrictEqual({ active, environment: ENVIRONMENT });
  });
});

describe('commands for the agent over the control socket', () => {
  it.each<Extract<RequestBody, { do: 'command' }>['command']>([
    { kind: 'service', do: 'restart' },
    { kind: 'set-config', change: { ikelogging: 1, bootmode: 'default' } },
    { kind: 'store-changed', location: 'directory' },
    { kind: 'dynamic', command: { kind: 'delete-mm-policy', name: 'all' } },
  ])('come as they are: %j', async (command) => {
    await client.command(command);
    expect(commands).toEqual([command]);
  });

  it.each([
    { kind: 'service', do: 'pause' },
    { kind: 'set-config', change: { ipsecexempt: 4 } },
    { kind: 'set-config', change: { ipsecexemptions: 1 } },
    { kind: 'dynamic', command: { kind: 'delete-mm-policy' } },
  ])('are refused where they are none: %j', async (command) => {
    await expect(client.command(command as never)).rejects.toThrow(/^bad request: command/);
  });
});
