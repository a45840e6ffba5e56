import { mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { Secret } from '../../src/base/secret.ts';
import type { HostEvent } from '../../src/host/events.ts';
import type { Command, CommandResult } from '../../src/host/ports.ts';
import { ControlClient } from '../../src/net/control-client.ts';
import { controlPath } from '../../src/net/control-path.ts';
import { ControlServer, type ControlService } from '../../src/net/control-server.ts';
import { endpoint, until } from './fake-host.ts';

let folder: string;
const closers: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-control-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

function service() {
  const commands: Command[] = [];
  const listeners = new Set<(event: HostEvent) => void>();
  const state = { stopped: 0, capture: '' };
  const answer: ControlService = {
    describe: () => ({
      name: 'alice',
      version: '0',
      pid: 1,
      addresses: ['192.0.2.1'],
      peers: [],
      protects: ['p'],
      manual: [],
      crypto: 'noble',
      startedAt: 0,
      now: 5,
    }),
    command(command): Promise<CommandResult> {
      commands.push(command);
      return Promise.resolve(
        command.kind === 'dummy'
          ? { ok: false, error: `no policy "${command.policy}"`, failure: undefined }
          : { ok: true, value: { kind: 'stop' } },
      );
    },
    query: (kind, cursor) =>
      cursor === undefined
        ? { items: [{ id: 1, kind }], next: 1 }
        : { items: [{ id: 2, kind }], next: undefined },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    startCapture: (file) => {
      state.capture = file;
    },
    stopCapture: () => {
      throw new Error('no capture is running');
    },
    stopped: () => {
      state.stopped++;
    },
  };
  return { answer, commands, listeners, state };
}

async function serve(path: string, answer: ControlService) {
  const server = new ControlServer(path, answer);
  await server.open();
  closers.push(() => server.close());
  return server;
}

async function connect(path: string) {
  const client = await ControlClient.connect(path);
  closers.push(() => client.close());
  return client;
}

describe('the control socket', () => {
  it('is private, in a private folder', async () => {
    const path = join(folder, 'new', 'a.sock');
    await serve(path, service().answer);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'new')).mode & 0o777).toBe(0o700);
  });

  it('carries commands, their answers and their failures', async () => {
    const path = join(folder, 'a.sock');
    const { answer, commands, state } = service();
    await serve(path, answer);
    const client = await connect(path);
    expect((await client.describe()).name).toBe('alice');
    await client.command({ kind: 'ping', to: '192.0.2.2' });
    await client.command({
      kind: 'send',
      from: '10.0.0.1',
      to: '192.0.2.2',
      sourcePort: 7,
      destinationPort: 9,
      payload: '0aff',
    });
    expect(commands).toEqual([
      {
        kind: 'ping',
        to: parseAddress('192.0.2.2'),
        count: 3,
        intervalMilliseconds: 200,
        timeoutMilliseconds: 2000,
        payloadOctets: 56,
      },
      {
        kind: 'send',
        from: parseAddress('10.0.0.1'),
        to: parseAddress('192.0.2.2'),
        sourcePort: 7,
        destinationPort: 9,
        payload: Uint8Array.of(10, 255),
        count: 1,
      },
    ]);
    await expect(client.command({ kind: 'dummy', policy: 'q' })).rejects.toMatchObject({
      message: 'no policy "q"',
    });
    await expect(client.command({ kind: 'ping', to: 'nobody' })).rejects.toThrow(
      'bad request: command.to: "nobody" is not an IPv4 or IPv6 address',
    );
    expect(state.stopped).toBe(0);
    await client.command({ kind: 'stop' });
    await until(() => state.stopped === 1);
  });

  it('carries pages, captures and their refusal', async () => {
    const path = join(folder, 'a.sock');
    const { answer, state } = service();
    await serve(path, answer);
    const client = await connect(path);
    expect(await client.queryAll('main-mode-sas')).toEqual([
      { id: 1, kind: 'main-mode-sas' },
      { id: 2, kind: 'main-mode-sas' },
    ]);
    await client.request({ do: 'capture-start', file: '/x' });
    expect(state.capture).toBe('/x');
    await expect(client.request({ do: 'capture-stop' })).rejects.toThrow('no capture is running');
  });

  it('carries events whole, but never a key', async () => {
    const path = join(folder, 'a.sock');
    const { answer, listeners } = service();
    await serve(path, answer);
    const client = await connect(path);
    const got: HostEvent[] = [];
    await client.events((event) => got.push(event));
    const event: HostEvent = {
      kind: 'isakmp-keys',
      cipher: 'aes-cbc',
      cipherKey: new Secret(Uint8Array.of(0xde, 0xad)),
      peerName: 'bob',
      local: endpoint('192.0.2.1', 500),
      remote: endpoint('2001:db8::2', 500),
      initiatorCookie: 'aa',
      responderCookie: 'bb',
      role: 'initiator',
      at: 17,
      host: 'alice',
    };
    for (const listener of listeners) listener(event);
    await until(() => got.length === 1);
    expect({ ...got[0], cipherKey: undefined }).toEqual({ ...event, cipherKey: undefined });
    const [received] = got;
    expect(received?.kind === 'isakmp-keys' && received.cipherKey.reveal().length).toBe(0);
    client.close();
    await until(() => listeners.size === 0);
  });

  it('refuses nonsense and lines without end, and serves the next client', async () => {
    const path = join(folder, 'a.sock');
    await serve(path, service().answer);
    const answerTo = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = createConnection(path, () => socket.write(text));
        socket.once('data', (octets) => {
          resolve(String(octets));
          socket.destroy();
        });
      });
    expect(await answerTo('{"id":3,"do":"format-disk"}\n')).toContain('"id":3,"ok":false');
    expect(await answerTo('not json\n')).toContain('"ok":false');
    const most = LIMITS.controlLineOctets;
    expect(await answerTo('x'.repeat(most + 1))).toContain(`a line has more than ${most} octets`);
    expect((await (await connect(path)).describe()).pid).toBe(1);
  });

  it('refuses one request too many by its own id', async () => {
    const path = join(folder, 'a.sock');
    const { answer } = service();
    await serve(path, { ...answer, command: () => new Promise(() => {}) });
    const client = await connect(path);
    const stuck = Array.from({ length: 64 }, () => client.command({ kind: 'up', policy: 'p' }));
    await expect(client.describe()).rejects.toThrow('too many requests at once');
    client.close();
    for (const result of await Promise.allSettled(stuck)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'no-peer-running' } });
    }
  });

  it('says what is wrong with the file of a capture', async () => {
    const path = join(folder, 'a.sock');
    const { answer } = service();
    await serve(path, { ...answer, startCapture: (file) => void openSync(file, 'w') });
    const client = await connect(path);
    const start = (file: string) => client.request({ do: 'capture-start', file });
    const none = join(folder, 'none', 'x.pcapng');
    await expect(start(none)).rejects.toThrow(`${none} does not exist.`);
    await expect(start(folder)).rejects.toThrow(`${folder} is a folder, not a file.`);
  });

  it('is no control socket where something else answers, or without a name', async () => {
    const path = join(folder, 'foreign.sock');
    const foreign = createServer((socket) =>
      socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    await new Promise<void>((resolve) => foreign.listen(path, resolve));
    closers.push(() => new Promise<void>((resolve) => foreign.close(() => resolve())));
    const client = await connect(path);
    await expect(client.describe()).rejects.toThrow(
      'what answers at the control socket is no peer of Espial',
    );
    expect(() => controlPath('')).toThrow('the name of the control socket is empty');
  });

  it('is taken over from a dead peer, but not from a running one or a file', async () => {
    const path = join(folder, 'a.sock');
    const first = await serve(path, service().answer);
    await expect(new ControlServer(path, service().answer).open()).rejects.toMatchObject({
      code: 'peer-already-running',
    });
    await first.close();
    await expect(ControlClient.connect(path)).rejects.toMatchObject({ code: 'no-peer-running' });
    writeFileSync(path, '');
    await expect(new ControlServer(path, service().answer).open()).rejects.toMatchObject({
      code: 'control-failed',
    });
  });

  it('takes sixteen clients and no more', async () => {
    const path = join(folder, 'a.sock');
    await serve(path, service().answer);
    for (let i = 0; i < 16; i++) await (await connect(path)).describe();
    const late = await connect(path);
    await expect(late.describe()).rejects.toThrow();
  });
});
