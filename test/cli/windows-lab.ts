/** Peers with the Windows system as processes in a folder of their own, and the commands of espial on them. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PeerChild } from '../../src/lab/peer-child.ts';
import { SELF } from '../lab/self.ts';

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class WindowsLab {
  readonly folder = mkdtempSync(join(tmpdir(), 'espial-windows-'));
  readonly #running: PeerChild[] = [];

  /**
   * Writes the file of a peer 192.0.2.`own`; `ports` are six of 127.0.0.1, three for each of two peers.
   * Lines of netsh make it a computer with the Windows system; `more` are other lines of its file.
   */
  write(
    name: string,
    own: number,
    ports: readonly number[],
    netsh?: readonly string[],
    more: readonly string[] = [],
  ): string {
    const [a, b, c, d, e, f] = ports.map((port) => `127.0.0.1:${port}`);
    const path = join(this.folder, `${name}.yaml`);
    const lines = [
      `name: ${name}`,
      `addresses: [192.0.2.${own}]`,
      'profile: lab',
      'sockets:',
      '  mode: mapped',
      '  map:',
      `    192.0.2.1: { ike: ${a}, natT: ${b}, link: ${c} }`,
      `    192.0.2.2: { ike: ${d}, natT: ${e}, link: ${f} }`,
      ...more.filter((line) => !line.startsWith(' ')),
    ];
    if (netsh !== undefined) {
      const inWindows = more.filter((line) => line.startsWith(' '));
      const script = netsh.map((line) => `    ${line}`);
      lines.push('windows:', ...inWindows, '  netsh: |', ...script);
    }
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  }

  async start(name: string, file: string, args: readonly string[] = []): Promise<PeerChild> {
    const control = join(this.folder, `${name}.sock`);
    const peer = await PeerChild.start({ self: SELF, name, file, control, args });
    this.#running.push(peer);
    return peer;
  }

  /** A command of espial about a running peer. */
  espial(name: string, ...words: string[]): Promise<Said> {
    return this.run(...words, '--control', join(this.folder, `${name}.sock`));
  }

  /** `espial netsh -r NAME`. */
  netsh(name: string, ...words: string[]): Promise<Said> {
    return this.run('netsh', '-r', join(this.folder, `${name}.sock`), ...words);
  }

  run(...words: string[]): Promise<Said> {
    return new Promise((resolve) => {
      execFile(SELF[0], [...SELF.slice(1), ...words], (error, out, err) =>
        resolve({ code: Number(error?.code ?? 0), out, err }),
      );
    });
  }

  /** Ends all peers. */
  async stop(): Promise<void> {
    for (const peer of this.#running.splice(0)) await peer.stop();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
