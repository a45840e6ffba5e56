/** The control socket of a running peer: local, private, one JSON value a line. */

import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { LIMITS } from '../base/limits.ts';
import type { HostEvent } from '../host/events.ts';
import type { Command, CommandResult, Page, QueryKind } from '../host/ports.ts';
import { prepareControlFolder } from './control-path.ts';
import { type Answer, type PeerDescription, type Push, requestSchema } from './control-protocol.ts';
import { EdgeError, fileTrouble, reason, systemCode } from './errors.ts';
import { toJson } from './event-json.ts';
import type { Forward, OpenForward } from './forward/forwarder.ts';
import { LineSplitter } from './json-lines.ts';
import type { LabTrouble } from './lab-trouble.ts';
import { withSecrets } from './policy-schema.ts';
import type { StoreService } from './stores/store-service.ts';

/** What the socket gives access to. */
export interface ControlService {
  describe(): PeerDescription;
  command(command: Command): Promise<CommandResult>;
  query(kind: QueryKind, cursor: number | undefined): unknown;
  /** `fromStart`: the first events of the process before those from now on. */
  onEvent(listener: (event: HostEvent) => void, fromStart: boolean): () => void;
  /** Events of the Windows event log after a record number, oldest first, some of them. */
  eventLog?(after: number): readonly unknown[];
  /** Throws an Error with a reason for people. */
  startCapture(file: string): void;
  /** Answers how many packets the file holds. Throws if no capture runs. */
  stopCapture(): number;
  /** Throws an EdgeError where a port cannot be carried. */
  forward?(forward: Forward): Promise<OpenForward>;
  /** What only the peers of a laboratory let be done to them. */
  readonly laboratory?: Laboratory | undefined;
  /** Undefined on a host without the Windows system. */
  readonly stores?: StoreService | undefined;
  /** Called when the answer to `stop` has gone out. */
  stopped(): void;
}

/** What is done to a peer of a laboratory. */
interface Laboratory {
  /** Lets its clock go, as if it had begun then by the machine's clock. */
  startClock(origin: number): void;
  /** Moves its wall clock by so many milliseconds. */
  moveClock(by: number): void;
  networkFailed(counter: 'sendsFailed' | 'receivesFailed'): void;
  readonly trouble: LabTrouble;
}

/** Listens at a path until closed. */
export class ControlServer {
  readonly path: string;
  readonly #service: ControlService;
  readonly #clients = new Set<Socket>();
  #server: Server | undefined;

  constructor(path: string, service: ControlService) {
    this.path = path;
    this.#service = service;
  }

  /** Throws an EdgeError; a socket that a dead peer left behind is taken over. */
  async open(): Promise<void> {
    prepareControlFolder(this.path);
    await this.#clearStale();
    const server = createServer((client) => this.#welcome(client));
    this.#server = server;
    // The mode counts from the moment the socket exists: the mask does that, not a later chmod.
    const mask = process.platform === 'win32' ? undefined : process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(this.path, () => {
          server.removeListener('error', reject);
          resolve();
        });
      });
    } catch (error) {
      const code = systemCode(error) === 'EACCES' ? 'no-permission' : 'control-failed';
      const message = `the control socket ${this.path} cannot be made: ${reason(error)}.`;
      throw new EdgeError(code, message, { cause: error });
    } finally {
      if (mask !== undefined) process.umask(mask);
    }
    if (mask !== undefined) chmodSync(this.path, 0o600);
  }

  /** Ends every client and removes the socket. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const client of this.#clients) client.destroySoon();
      setTimeout(() => {
        for (const client of this.#clients) client.destroy();
      }, 500).unref();
    });
  }

  async #clearStale(): Promise<void> {
    if (process.platform === 'win32') return;
    const found = lstatSync(this.path, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (!found.isSocket()) {
      throw new EdgeError(
        'control-failed',
        `${this.path} exists and is not a socket. Remove it, or choose another place with --control.`,
      );
    }
    if (await answers(this.path)) {
      throw new EdgeError(
        'peer-already-running',
        `a peer is running at ${this.path} already. Stop it (espial stop --control ${this.path}), or choose another place with --control.`,
      );
    }
    rmSync(this.path, { force: true });
  }

  #welcome(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.#clients.size >= LIMITS.controlClients) {
      const error = `${LIMITS.controlClients} clients are connected, which is the most`;
      client.write(`${toJson({ id: 0, ok: false, error })}\n`);
      client.destroySoon();
      return;
    }
    this.#clients.add(client);
    const session = new Session(client, this.#service);
    client.on('data', (octets) => session.take(octets));
    client.on('close', () => {
      this.#clients.delete(client);
      session.end();
    });
  }
}

/** One client's requests. */
class Session {
  readonly #client: Socket;
  readonly #service: ControlService;
  readonly #lines = new LineSplitter(LIMITS.controlLineOctets);
  #unsubscribe: (() => void) | undefined;
  readonly #forwards: OpenForward[] = [];
  #ended = false;
  #underWay = 0;
  #missed = 0;

  constructor(client: Socket, service: ControlService) {
    this.#client = client;
    this.#service = service;
  }

  take(octets: Uint8Array): void {
    try {
      for (const line of this.#lines.push(octets)) void this.#request(line);
    } catch (error) {
      this.#write({ id: 0, ok: false, error: reason(error) });
      this.#client.destroySoon();
    }
  }

  end(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#ended = true;
    for (const forward of this.#forwards.splice(0)) void forward.close();
  }

  async #request(line: string): Promise<void> {
    let id = 0;
    this.#underWay++;
    try {
      const value = parseLine(line);
      const given = (value as { readonly id?: unknown } | null)?.id;
      if (Number.isSafeInteger(given)) id = given as number;
      if (this.#underWay > LIMITS.controlRequests) throw new Error('too many requests at once');
      const parsed = requestSchema.safeParse(value);
      if (parsed.success) await this.#answer(parsed.data);
      else this.#write({ id, ok: false, error: issueText(parsed.error.issues) });
    } catch (error) {
      this.#write({ id, ok: false, error: reason(error) });
    } finally {
      this.#underWay--;
    }
  }

  async #answer(request: ReturnType<typeof requestSchema.parse>): Promise<void> {
    const { id } = request;
    const service = this.#service;
    const give = (value: unknown): void => this.#write({ id, ok: true, value });
    switch (request.do) {
      case 'describe':
        return give(service.describe());
      case 'query':
        return give(service.query(request.kind, request.cursor));
      case 'events':
        this.#unsubscribe ??= service.onEvent(
          (event) => this.#push({ event }),
          request.fromStart === true,
        );
        return give(null);
      case 'event-log':
        return give(service.eventLog?.(request.after) ?? []);
      case 'policy-model':
        return give(withSecrets(storesOf(service).model(request.store)));
      case 'policy-edit': {
        const { store, commands, gpo } = request;
        return give(withSecrets(await storesOf(service).edit(store, commands, gpo)));
      }
      case 'policy-assignment':
        return give(storesOf(service).assignment() ?? null);
      case 'policy-in-force':
        return give(inForce(service, request.secrets));
      case 'forward':
        await this.#forward(request.forward);
        return give(null);
      case 'start-clock':
        laboratory(service).startClock(request.origin);
        return give(null);
      case 'network-failed':
        laboratory(service).networkFailed(request.counter);
        return give(null);
      case 'trouble':
        laboratory(service).trouble.set(request.what, request.isOn, request.time);
        return give(null);
      case 'move-clock':
        laboratory(service).moveClock(request.by);
        return give(null);
      case 'capture-start':
        startCapture(service, request.file);
        return give(null);
      case 'capture-stop':
        return give({ packets: service.stopCapture() });
      case 'command': {
        const result = await service.command(request.command as Command);
        if (result.ok) give(result.value);
        else {
          const { error, failure, windowsError } = result;
          this.#write({ id, ok: false, error, failure, ...(windowsError && { windowsError }) });
        }
        if (request.command.kind === 'stop') service.stopped();
      }
    }
  }

  /** A forward lives as long as the client that asked for it. */
  async #forward(forward: Forward): Promise<void> {
    const open = await this.#service.forward?.(forward);
    if (open === undefined) throw new Error('this peer forwards nothing');
    if (this.#ended) await open.close();
    else this.#forwards.push(open);
  }

  #write(answer: Answer): void {
    if (!this.#client.destroyed && this.#client.writable) this.#client.write(`${toJson(answer)}\n`);
  }

  /** Events wait for a slow client only up to a bound; then they are counted instead. */
  #push(push: Push): void {
    const client = this.#client;
    if (client.destroyed || !client.writable) return;
    if (client.writableLength > LIMITS.controlBacklogOctets) {
      this.#missed++;
      return;
    }
    if (this.#missed > 0) client.write(`${toJson({ missed: this.#missed })}\n`);
    this.#missed = 0;
    client.write(`${toJson(push)}\n`);
  }
}

function inForce(service: ControlService, secrets: boolean): unknown {
  const itemsOf = (kind: QueryKind): unknown =>
    (service.query(kind, undefined) as Page<unknown>).items;
  const [active, environment] = [itemsOf('active-policy'), itemsOf('environment')];
  if (active === undefined) throw new Error(NOT_WINDOWS);
  return secrets ? withSecrets({ active, environment }) : { active, environment };
}

function laboratory({ laboratory: lab }: ControlService): Laboratory {
  if (lab === undefined) throw new Error('this peer is no host of a scenario');
  return lab;
}

const NOT_WINDOWS = 'this peer has no Windows policy: its file has no windows: section';

function storesOf({ stores }: ControlService): StoreService {
  if (stores === undefined) throw new Error(NOT_WINDOWS);
  return stores;
}

function startCapture(service: ControlService, file: string): void {
  try {
    service.startCapture(file);
  } catch (error) {
    throw new Error(fileTrouble(error, file) ?? reason(error));
  }
}

/** A line's value. What the parser says would repeat a piece of the line. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error('bad request: the line is not JSON');
  }
}

function issueText(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]) {
  const first = issues[0]!;
  return `bad request: ${first.path.map(String).join('.') || 'the whole'}: ${first.message}`;
}

/** Whether somebody listens at a socket. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createConnection(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error) => resolve(systemCode(error) === 'EACCES'));
  });
}
