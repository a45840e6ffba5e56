/** JSON lines over a stream: one value a line, lines of bounded length. */

/** Collects octets and answers whole lines. */
export class LineSplitter {
  readonly #decoder = new TextDecoder();
  readonly #longest: number;
  #rest = '';

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The lines that are whole now. Throws a RangeError when a line grows beyond the limit. */
  push(octets: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(octets, { stream: true })).split('\n');
    this.#rest = lines.pop()!;
    for (const line of [this.#rest, ...lines]) {
      if (line.length > this.#longest) {
        throw new RangeError(`a line has more than ${this.#longest} octets`);
      }
    }
    return lines.filter((line) => line.trim() !== '');
  }
}
