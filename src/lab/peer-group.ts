/** Several peers on one machine, wired to one another: all start, or none is left. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import type { HostEvent } from '../host/events.ts';
import { EdgeError } from '../net/errors.ts';
import { PeerChild, type SelfCommand } from './peer-child.ts';
import { type MappedHost, mapSockets, type SocketsSection } from './socket-map.ts';
import { writeFiles } from './write-files.ts';

/** One host of a group. */
export interface GroupMember extends MappedHost {
  /** A peer's file as data, without sockets. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Further options of `espial peer`. */
  readonly args?: readonly string[];
  /** The same where it is started again; as at first unless said. */
  readonly argsAgain?: () => readonly string[];
}

export interface GroupOptions {
  readonly self: SelfCommand;
  readonly members: readonly GroupMember[];
  /** Where the peers' files are left (0600); a folder that goes with the group unless said. */
  readonly folder?: string;
  /** Further files for that folder (0600), by paths with slashes: certificates, keys, realms. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  readonly onEvent?: (event: HostEvent) => void;
  /** How members reach one another; directly unless said. Called again where a port was taken. */
  readonly wire?: (members: readonly GroupMember[]) => Promise<Wiring>;
}

/** What members have for sockets, and what lies between them. */
export interface Wiring {
  sectionOf(name: string): SocketsSection;
  close(): Promise<void>;
}

/** How often other ports are tried where somebody else took one. */
const TRIES = 3;

export class PeerGroup {
  readonly #wiring: Wiring;
  readonly #peers: Map<string, PeerChild>;
  readonly #folder: string;
  readonly #options: GroupOptions;

  private constructor(
    peers: Map<string, PeerChild>,
    wiring: Wiring,
    folder: string,
    options: GroupOptions,
  ) {
    this.#wiring = wiring;
    this.#peers = peers;
    this.#folder = folder;
    this.#options = options;
  }

  /** The sockets of a group whose members reach one another directly. */
  get sockets(): SocketsSection {
    return this.#wiring.sectionOf(this.#options.members[0]!.name);
  }

  get peers(): ReadonlyMap<string, PeerChild> {
    return this.#peers;
  }

  /** Where the peers' files are. */
  get folder(): string {
    return this.#options.folder ?? this.#folder;
  }

  /** Starts every member. Throws an EdgeError with the words of the process that did not start. */
  static async start(options: GroupOptions): Promise<PeerGroup> {
    for (let attempt = 1; ; attempt++) {
      const folder = mkdtempSync(join(tmpdir(), 'espial-lab-'));
      let wiring: Wiring | undefined;
      try {
        wiring = await (options.wire ?? directly)(options.members);
        const peers = await startAll(options, wiring, folder);
        return new PeerGroup(peers, wiring, folder, options);
      } catch (error) {
        await wiring?.close();
        rmSync(folder, { recursive: true, force: true });
        const again = error instanceof EdgeError && error.code === 'port-in-use';
        if (!again || attempt === TRIES) throw error;
      }
    }
  }

  /** The peer of a name. */
  peer(name: string): PeerChild {
    const peer = this.peers.get(name);
    if (peer === undefined) throw new RangeError(`there is no peer ${name} in this group`);
    return peer;
  }

  /** Starts a peer again whose process has ended, from the same file. Throws an EdgeError. */
  async startAgain(name: string): Promise<void> {
    const member = this.#options.members.find((one) => one.name === name);
    if (member === undefined) throw new RangeError(`there is no peer ${name} in this group`);
    const { argsAgain } = member;
    const again = argsAgain === undefined ? member : { ...member, args: argsAgain() };
    this.#peers.set(name, await startPeer(this.#options, again, this.folder, this.#folder));
  }

  /** Why the group is no longer whole, or undefined. */
  get trouble(): string | undefined {
    for (const peer of this.peers.values()) if (peer.trouble !== undefined) return peer.trouble;
    return undefined;
  }

  /** Ends every process and removes what the group needed. */
  async close(): Promise<void> {
    await Promise.all([...this.peers.values()].map((peer) => peer.end()));
    await this.#wiring.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function directly(members: readonly GroupMember[]): Promise<Wiring> {
  const sockets = await mapSockets(members);
  return { sectionOf: () => sockets, close: async () => {} };
}

async function startAll(
  options: GroupOptions,
  wiring: Wiring,
  folder: string,
): Promise<Map<string, PeerChild>> {
  const beside = options.folder ?? folder;
  if (options.files !== undefined) writeFiles(beside, options.files);
  const started = await Promise.allSettled(
    options.members.map((member) => {
      const sockets = wiring.sectionOf(member.name);
      const text = stringify({ ...member.document, sockets });
      writeFileSync(fileOf(beside, member), text, { mode: 0o600 });
      return startPeer(options, member, beside, folder);
    }),
  );
  const peers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await Promise.all(peers.map((peer) => peer.end()));
    throw failed.reason;
  }
  return new Map(peers.map((peer) => [peer.name, peer]));
}

function startPeer(
  { self, onEvent }: GroupOptions,
  member: GroupMember,
  beside: string,
  folder: string,
): Promise<PeerChild> {
  const { name, args } = member;
  return PeerChild.start({
    self,
    name,
    file: fileOf(beside, member),
    control: controlOf(folder, name),
    ...(args === undefined ? {} : { args }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
}

function fileOf(folder: string, { name }: GroupMember): string {
  return join(folder, `${name}.yaml`);
}

/** A control socket of its own, so that a peer of the same name elsewhere is not disturbed. */
function controlOf(folder: string, name: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\${basename(folder)}-${name}`;
  return join(folder, `${name}.sock`);
}
