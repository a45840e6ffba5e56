/** The folder in which the demo leaves what happened: captures, keys, and what is wrong in them. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EdgeError, reason, systemCode } from '../net/errors.ts';
import { makeFolder } from '../observe/folder.ts';
import { ESP_TABLE, foreignTable, IKE_TABLE, tsharkCommand } from '../observe/keylog.ts';
import { writeFiles } from './write-files.ts';

/** One frame of attacks.pcapng that the attacker sent. */
export interface AttackFrame {
  readonly frame: number;
  readonly what: 'replayed' | 'forged';
  /** What the host that it was meant for said. */
  readonly verdict: string;
}

/** Names of the files. scripts/check-capture.ts reads them. */
export const EVIDENCE = {
  good: 'good.pcapng',
  attacks: 'attacks.pcapng',
  attackList: 'attacks.json',
  ikeKeys: IKE_TABLE,
  espKeys: ESP_TABLE,
} as const;

export class Evidence {
  readonly folder: string;
  readonly #temporary: boolean;

  /**
   * Makes the folder, 0700: it holds keys. A fresh temporary one unless said; one that was there keeps
   * its mode, since it may be anybody's. Throws an EdgeError.
   */
  constructor(folder: string | undefined) {
    this.#temporary = folder === undefined;
    try {
      this.folder = folder === undefined ? temporary() : resolve(folder);
      makeFolder(this.folder, 0o700);
      const foreign = foreignTable(this.folder);
      if (foreign !== undefined) throw new Error(`${foreign} is Wireshark's own`);
      // Files of an earlier run must not pass for this one's.
      for (const name of Object.values(EVIDENCE)) rmSync(this.path(name), { force: true });
    } catch (error) {
      const denied = ['EACCES', 'EPERM'].includes(systemCode(error));
      const message = `the folder ${folder ?? tmpdir()} cannot take the evidence: ${reason(error)}.`;
      throw new EdgeError(denied ? 'no-permission' : 'file', message, { cause: error });
    }
  }

  /** Removes a folder that nobody asked for by name. */
  discardIfTemporary(): void {
    if (this.#temporary) rmSync(this.folder, { recursive: true, force: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Further files, by paths with slashes: certificates and keys, which only the owner may read. */
  write(files: ReadonlyMap<string, Uint8Array>): void {
    writeFiles(this.folder, files);
  }

  /** Says which frames of attacks.pcapng are the attacker's. */
  writeAttacks(frames: readonly AttackFrame[]): void {
    const numbers = (what: AttackFrame['what']): number[] =>
      frames.filter((frame) => frame.what === what).map(({ frame }) => frame);
    const value = {
      capture: EVIDENCE.attacks,
      replayedFrames: numbers('replayed'),
      forgedFrames: numbers('forged'),
      frames,
    };
    writeFileSync(this.path(EVIDENCE.attackList), `${JSON.stringify(value, null, 2)}\n`, {
      mode: 0o600,
    });
  }

  /** The command that opens a capture with its keys. */
  tshark(name: string): string {
    return tsharkCommand(this.path(name), this.folder);
  }
}

function temporary(): string {
  return mkdtempSync(join(tmpdir(), 'espial-demo-'));
}
