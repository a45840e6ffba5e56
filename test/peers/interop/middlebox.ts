/** The process between the two programs: `espial relay` or `espial nat`, in Espial's namespace. */

import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Between } from './cell.ts';
import { MAIN } from './espial.ts';
import { betweenArguments } from './peer-file.ts';
import { eventually, spawnIn } from './run.ts';

export class Middlebox {
  readonly #process: ChildProcess;
  #said = '';

  private constructor(between: Between, namespace: string, folder: string) {
    const keys = between.keys === true ? ['--keys', join(folder, 'keys')] : [];
    const command = [process.execPath, MAIN, ...betweenArguments(between), ...keys];
    this.#process = spawnIn(namespace, command);
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
  }

  /** `folder`: the cell's folder of evidence. */
  static async start(between: Between, namespace: string, folder: string): Promise<Middlebox> {
    const box = new Middlebox(between, namespace, folder);
    const ready = (): boolean => box.#said.includes('is ready') || box.#process.exitCode !== null;
    await eventually('the process between did not start', ready, 10_000);
    if (box.#process.exitCode !== null)
      throw new Error(`the process between ended: ${box.#said.trim()}`);
    return box;
  }

  /** A NAT forgets all mappings. */
  rebind(): void {
    this.#process.kill('SIGHUP');
  }

  /** How many of a relay's faults have acted. */
  faultsThatActed(): number {
    const acts = this.#said.matchAll(/^ *[\d.]+ s {2}fault (\d+): (?!.*could not)/gm);
    return new Set(Array.from(acts, ([, id]) => id)).size;
  }

  /** Ends it, and answers what it says of what it did. */
  async end(): Promise<string> {
    if (this.#process.exitCode === null) {
      const closed = new Promise((resolve) => this.#process.once('close', resolve));
      this.#process.kill('SIGTERM');
      await closed;
    }
    const [, ...told] = this.#said.trim().split('\n');
    // A NAT also tells of each mapping as it comes and goes, a relay of what its faults do.
    const happened = /^\S+:\d+ is |^ *[\d.]+ s {2}fault \d|: has not acted/;
    const statistics = told.filter((line) => !happened.test(line));
    return statistics.join('; ').replace(/\s+/g, ' ');
  }
}
