/** tshark's PDML, read line by line: where it found ISAKMP headers and payloads. */

/** A payload as tshark shows it. */
export interface PdmlPayload {
  readonly type: number;
  /**
   * Where it may start. PDML adds a parent's start to an offset that is less than it, so that an
   * offset in decrypted octets can be meant in two ways.
   */
  readonly starts: readonly number[];
  readonly length: number;
  readonly hex: string;
  readonly decrypted: boolean;
}

/** A message as tshark shows it. */
export interface PdmlMessage {
  /** As of a payload: a message put together from fragments stands inside of the last one. */
  readonly starts: readonly number[];
  readonly length: number;
  readonly payloads: PdmlPayload[];
}

export interface PdmlFrame {
  readonly number: number;
  readonly messages: PdmlMessage[];
  malformed: boolean;
}

interface Element {
  readonly name: string;
  /** Offset in its own octets, as far as it is known. */
  readonly start: number;
}

const PAYLOAD = 'isakmp.typepayload';
const CIPHERTEXT = 'isakmp.enc.data';

/** Takes the lines of a PDML document in order and gives every frame when it is whole. */
export class PdmlReader {
  readonly #onFrame: (frame: PdmlFrame) => void;
  #frame: PdmlFrame | undefined;
  #open: Element[] = [];
  #frames = 0;

  constructor(onFrame: (frame: PdmlFrame) => void) {
    this.#onFrame = onFrame;
  }

  line(text: string): void {
    const tag = /^\s*<(\/?)(packet|proto|field)\b(.*?)(\/?)>\s*$/.exec(text);
    if (tag === null) return;
    const [, closes, element, attributes, selfCloses] = tag;
    if (element === 'packet') return this.#packet(closes === '/');
    if (closes === '/') {
      this.#open.pop();
      return;
    }
    const entry = this.#element(attributes!);
    if (selfCloses !== '/') this.#open.push(entry);
  }

  #packet(ends: boolean): void {
    if (ends && this.#frame !== undefined) this.#onFrame(this.#frame);
    this.#open = [];
    if (ends) this.#frame = undefined;
    else this.#frame = { number: ++this.#frames, messages: [], malformed: false };
  }

  #element(attributes: string): Element {
    const name = attribute(attributes, 'name');
    const position = Number(attribute(attributes, 'pos'));
    const length = Number(attribute(attributes, 'size'));
    if (name === '_ws.malformed') this.#frame!.malformed = true;
    const parent = this.#open.at(-1);
    const other = position - (parent?.start ?? 0);
    if (name === 'isakmp') {
      const starts = parent === undefined ? [position] : [other, position];
      this.#frame!.messages.push({ starts, length, payloads: [] });
      return { name, start: starts[0]! };
    }
    if (name !== PAYLOAD) return { name, start: position };
    const changes = parent?.name === CIPHERTEXT;
    const starts = changes && other >= 0 && other < parent.start ? [other, position] : [position];
    const message = this.#frame!.messages.at(-1);
    const before = message?.payloads.filter((payload) => payload.decrypted).at(-1);
    const start = changes ? likelyStart(starts, before) : position;
    message?.payloads.push({
      type: Number(attribute(attributes, 'show')),
      starts,
      length,
      hex: attribute(attributes, 'value'),
      decrypted: this.#open.some((element) => element.name === CIPHERTEXT),
    });
    return { name, start };
  }
}

/** Payloads follow each other: what starts before the last one is meant the other way. */
function likelyStart(starts: readonly number[], before: PdmlPayload | undefined): number {
  if (before === undefined) return starts[0]!;
  return starts.find((start) => start >= Math.min(...before.starts)) ?? starts[0]!;
}

function attribute(attributes: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
}
