/** One of several that play cells side by side, each with a strongSwan in a pair of namespaces of its own. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, cellFolder } from './cell.ts';
import { certificateFolder } from './certificates.ts';
import { Espial } from './espial.ts';
import { filesIn, keepStrongSwan, newFolder } from './evidence.ts';
import { Middlebox } from './middlebox.ts';
import type { CellResult } from './result.ts';
import { Scapy } from './scapy.ts';
import { StrongSwan } from './strongswan.ts';

export class Worker {
  readonly #work: string;
  readonly #out: string;
  readonly #strongSwan: StrongSwan;
  #scapy: Promise<Scapy> | undefined;
  #espial: Espial | undefined;

  /** `number` makes its names differ from other workers'; `work` is for its own files, `out` for the evidence. */
  constructor(number: number, work: string, out: string) {
    const name = `ei${process.pid}w${number}`;
    this.#work = join(work, name);
    mkdirSync(this.#work, { recursive: true });
    this.#out = out;
    const namespaces = { strongSwan: `${name}s`, espial: `${name}e` };
    this.#strongSwan = new StrongSwan(this.#work, certificateFolder(out), namespaces);
  }

  /** Takes cells out of the queue until it is empty. */
  async work(queue: Cell[], done: (result: CellResult) => void): Promise<void> {
    while (queue.length > 0) {
      const fitting = queue.findIndex(({ agreement }) => this.#strongSwan.runsAs(agreement));
      const [cell] = queue.splice(Math.max(0, fitting), 1);
      done(await this.#play(cell!));
    }
  }

  /** Leaves nothing behind: no process, no namespace. */
  async end(): Promise<void> {
    await this.#espial?.kill();
    (await this.#scapy?.catch(() => undefined))?.end();
    await this.#strongSwan.down();
  }

  async #play(cell: Cell): Promise<CellResult> {
    const folder = join(this.#out, cellFolder(cell));
    newFolder(folder);
    const began = performance.now();
    const notes: string[] = [];
    const trouble = await this.#trouble(cell, folder, (seen) => notes.push(seen));
    const seconds = Math.round((performance.now() - began) / 10) / 100;
    const { table, row, column, initiator, beyondTshark } = cell;
    const passed = trouble === '';
    const files = filesIn(folder);
    const where = { folder: cellFolder(cell), files, ...(beyondTshark && { beyondTshark }) };
    return { table, row, column, initiator, passed, seconds, trouble, notes, ...where };
  }

  /** Plays, and answers in words what went wrong; an empty text if nothing did. */
  async #trouble(cell: Cell, folder: string, note: (seen: string) => void): Promise<string> {
    const strongSwan = this.#strongSwan;
    const { agreement } = cell;
    const certificates = certificateFolder(this.#out);
    const folders = { folder, work: this.#work, certificates };
    const espial = new Espial(agreement, strongSwan.namespaces.espial, folders);
    this.#espial = espial;
    let trouble = '';
    let between: Middlebox | undefined;
    try {
      await strongSwan.configure(agreement);
      if (agreement.between !== undefined)
        between = await Middlebox.start(agreement.between, strongSwan.namespaces.espial, folder);
      await espial.start();
      const scapy = (): Promise<Scapy> =>
        (this.#scapy ??= Scapy.start(strongSwan.namespaces.strongSwan));
      await cell.play({ cell, espial, strongSwan, between, folder, certificates, scapy, note });
    } catch (error) {
      trouble = error instanceof Error && error.message !== '' ? error.message : String(error);
    }
    try {
      await espial.end();
      const passed = await between?.end();
      if (passed !== undefined) note(passed);
      await strongSwan.wire('up');
      await strongSwan.clear();
      keepStrongSwan(strongSwan, folder);
    } catch (error) {
      trouble ||= `after the cell: ${error instanceof Error ? error.message : String(error)}`;
    }
    this.#espial = undefined;
    return trouble;
  }
}
