/** A capture in a file, started and stopped while a host runs. */

import { closeSync, openSync, writeSync } from 'node:fs';
import { Capture } from './pcap.ts';

export class CaptureFile {
  readonly path: string;
  readonly capture: Capture;
  readonly #onTrouble: (sentence: string) => void;
  #descriptor: number | undefined;
  #started = false;

  /** Starts a file, 0600, over an older one. Throws the system's error. */
  constructor(path: string, onTrouble: (sentence: string) => void) {
    this.path = path;
    this.#onTrouble = onTrouble;
    this.#descriptor = openSync(path, 'w', 0o600);
    this.capture = new Capture((octets) => this.#write(octets));
    this.#started = true;
  }

  /** Ends the file and answers how many packets it holds. */
  close(): number {
    this.#end();
    return this.capture.packets;
  }

  #end(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** A full disk ends the capture, not the host. */
  #write(octets: Uint8Array): void {
    if (this.#descriptor === undefined) return;
    try {
      for (let at = 0; at < octets.length; ) at += writeSync(this.#descriptor, octets, at);
    } catch (error) {
      this.#end();
      if (!this.#started) throw Object.assign(error as Error, { path: this.path });
      const why = error instanceof Error ? error.message : String(error);
      this.#onTrouble(`the capture ${this.path} ends here: ${why}.`);
    }
  }
}
