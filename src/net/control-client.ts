/** The other end of the control socket: requests as promises, events to a listener. */

import { createConnection, type Socket } from 'node:net';
import { LIMITS } from '../base/limits.ts';
import type { HostEvent } from '../host/events.ts';
import type { CommandValue, Page, QueryAnswers, QueryKind } from '../host/ports.ts';
import type { Failure } from '../ike/failure.ts';
import type { Answer, PeerDescription, RequestBody } from './control-protocol.ts';
import { EdgeError, reason } from './errors.ts';
import { eventFromJson, toJson } from './event-json.ts';
import { LineSplitter } from './json-lines.ts';

/** The peer said no. `failure` says why a negotiation failed. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly failure: Failure | undefined;
  /** Windows' number of an edit of policy that cannot be done. */
  readonly windowsError: number | undefined;

  constructor(message: string, failure: Failure | undefined, windowsError?: number) {
    super(message);
    this.failure = failure;
    this.windowsError = windowsError;
  }
}

/** A command as it goes over the socket: addresses as text, octets in hexadecimal. */
export type CommandBody = Extract<RequestBody, { do: 'command' }>['command'];

/** A connection to a running peer. */
export class ControlClient {
  readonly #socket: Socket;
  /** Answers may be long: whole stores of policy. */
  readonly #lines = new LineSplitter(LIMITS.storeOctets);
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #eventListeners = new Set<(event: HostEvent) => void>();
  readonly #closeListeners = new Set<() => void>();
  #lastId = 0;
  #ended = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (octets) => this.#take(octets));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closed());
  }

  /** Connects. Throws an EdgeError `no-peer-running` or `no-permission`. */
  static connect(path: string): Promise<ControlClient> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path);
      socket.once('connect', () => {
        socket.removeAllListeners('error');
        resolve(new ControlClient(socket));
      });
      socket.once('error', (error) => reject(connectError(error, path)));
    });
  }

  describe(): Promise<PeerDescription> {
    return this.request({ do: 'describe' }) as Promise<PeerDescription>;
  }

  /** Throws RequestFailed with the failure's words. */
  command(command: CommandBody): Promise<CommandValue> {
    return this.request({ do: 'command', command }) as Promise<CommandValue>;
  }

  query<K extends QueryKind>(kind: K, cursor?: number): Promise<Page<QueryAnswers[K]>> {
    const page = cursor === undefined ? {} : { cursor };
    return this.request({ do: 'query', kind, ...page }) as Promise<Page<QueryAnswers[K]>>;
  }

  /** All pages of an answer that is a list. */
  async queryAll<K extends 'main-mode-sas' | 'quick-mode-sas' | 'soft-sas'>(
    kind: K,
  ): Promise<QueryAnswers[K][number][]> {
    const all: QueryAnswers[K][number][] = [];
    let cursor: number | undefined;
    do {
      const page: Page<QueryAnswers[K]> = await this.query(kind, cursor);
      all.push(...(page.items as readonly QueryAnswers[K][number][]));
      cursor = page.next;
    } while (cursor !== undefined);
    return all;
  }

  /** Subscribes. Events come until the connection ends; with `fromStart` the first of the process too. */
  async events(listener: (event: HostEvent) => void, fromStart = false): Promise<void> {
    this.#eventListeners.add(listener);
    await this.request({ do: 'events', fromStart });
  }

  onClose(listener: () => void): void {
    if (this.#ended) listener();
    else this.#closeListeners.add(listener);
  }

  request(body: RequestBody): Promise<unknown> {
    if (this.#ended) return Promise.reject(goneError());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${toJson({ id, ...body })}\n`);
    });
  }

  close(): void {
    this.#socket.end();
  }

  #take(octets: Uint8Array): void {
    try {
      for (const line of this.#lines.push(octets)) this.#line(JSON.parse(line));
    } catch (error) {
      const message = `what answers at the control socket is no peer of Espial: ${reason(error)}.`;
      this.#refuse(new EdgeError('control-failed', message));
      this.#socket.destroy();
    }
  }

  #line(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if ('event' in value) {
      const event = eventFromJson(value.event);
      for (const listener of this.#eventListeners) listener(event);
      return;
    }
    const answer = value as Answer;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else if (waiting !== undefined) {
      waiting.reject(new RequestFailed(answer.error, answer.failure, answer.windowsError));
    } else if (answer.id === 0) this.#refuse(new RequestFailed(answer.error, undefined));
  }

  #closed(): void {
    this.#ended = true;
    this.#refuse(goneError());
    for (const listener of this.#closeListeners) listener();
  }

  #refuse(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function goneError(): EdgeError {
  return new EdgeError('no-peer-running', 'the peer closed the control socket before it answered.');
}

function connectError(error: unknown, path: string): EdgeError {
  const code = (error as { readonly code?: string }).code;
  const options = { cause: error };
  if (code === 'EACCES' || code === 'EPERM') {
    const message = `no permission to use the control socket ${path}: it belongs to another user.`;
    return new EdgeError('no-permission', message, options);
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    const message = `no peer is running at ${path}. Start one with: espial peer FILE.yaml`;
    return new EdgeError('no-peer-running', message, options);
  }
  const message = `the control socket ${path} cannot be used: ${reason(error)}.`;
  return new EdgeError('control-failed', message, options);
}
