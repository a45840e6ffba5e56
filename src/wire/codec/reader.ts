/** Reading with bounds, a path for errors and, where asked, a trace of every field. */

import { DecodeError, type DecodeErrorCode } from './error.ts';

/** What part a field plays: mutators aim by it, views indent by it. */
export type FieldRole =
  | 'group'
  | 'list'
  | 'number'
  | 'octets'
  | 'length'
  | 'count'
  | 'choice'
  | 'reserved';

/** A field as it was read. Leaves tile their parents; a parent's value is undefined. */
export interface FieldNode {
  readonly name: string | number;
  readonly start: number;
  readonly end: number;
  readonly role: FieldRole;
  readonly value: unknown;
  /** The value in words, empty where the value says all. */
  readonly text: string;
  readonly children: readonly FieldNode[];
}

interface OpenNode {
  name: string | number;
  start: number;
  end: number;
  role: FieldRole;
  value: unknown;
  text: string;
  children: OpenNode[];
}

/** A cursor over bytes. `end` is where the present window ends: nothing is read past it. */
export class Reader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  /** Whether fields are being recorded; texts are made only then. */
  readonly tracing: boolean;
  readonly #path: (string | number)[] = [];
  readonly #nodes: OpenNode[] = [];
  readonly #scopes: Readonly<Record<string, unknown>>[] = [];
  #expected: number | undefined;

  constructor(bytes: Uint8Array, offset = 0, tracing = false) {
    this.bytes = bytes;
    this.at = offset;
    this.end = bytes.length;
    this.tracing = tracing;
    if (tracing) this.#nodes.push(openNode('', offset));
  }

  /** Octets left in the present window. */
  get left(): number {
    return this.end - this.at;
  }

  /** The field tree, complete as far as reading came. */
  get root(): FieldNode | undefined {
    for (const node of this.#nodes) node.end = this.at;
    return this.#nodes[0];
  }

  /** Throws. `sibling` names another field of the same structure as the culprit. */
  fail(code: DecodeErrorCode, detail: string, offset = this.at, sibling?: string): never {
    const path = this.#path.slice();
    if (sibling !== undefined) path[path.length - 1] = sibling;
    throw new DecodeError(code, offset, pathText(path), detail);
  }

  /** Throws `truncated` unless that many octets are left. */
  need(octets: number, what: string): void {
    if (octets > this.left) {
      this.fail('truncated', `${what} needs ${octets} octets, but ${this.left} are left`);
    }
  }

  /** The next octets, as a view into the input. */
  take(octets: number, what = 'the field'): Uint8Array {
    this.need(octets, what);
    const start = this.at;
    this.at += octets;
    return this.bytes.subarray(start, this.at);
  }

  /** Everything to the end of the window, as a view into the input. */
  takeRest(): Uint8Array {
    const start = this.at;
    this.at = this.end;
    return this.bytes.subarray(start, this.end);
  }

  /** An unsigned number of one to four octets. */
  number(octets: number, littleEndian = false, what = 'the number'): number {
    this.need(octets, what);
    const { bytes, at } = this;
    this.at += octets;
    let value = 0;
    if (littleEndian) for (let i = octets; i > 0; i--) value = value * 256 + bytes[at + i - 1]!;
    else for (let i = 0; i < octets; i++) value = value * 256 + bytes[at + i]!;
    return value;
  }

  /** Narrows the window to the next `octets` and answers the old end for `restore`. */
  narrow(octets: number): number {
    const outer = this.end;
    this.end = this.at + octets;
    return outer;
  }

  /** Ends a window: throws `trailing` unless it was used up. */
  restore(outer: number, what: string): void {
    if (this.at !== this.end) {
      this.fail('trailing', `${this.left} octets are left over after ${what}`);
    }
    this.end = outer;
  }

  /** Begins a named field or a numbered element. */
  enter(name: string | number): void {
    this.#path.push(name);
    if (!this.tracing) return;
    const node = openNode(name, this.at);
    this.#nodes.at(-1)!.children.push(node);
    this.#nodes.push(node);
  }

  /** Ends what `enter` began. */
  leave(): void {
    this.#path.pop();
    if (this.tracing) this.#nodes.pop()!.end = this.at;
  }

  /** Says what the present field is; only while tracing. */
  note(role: FieldRole, value?: unknown, text = ''): void {
    if (!this.tracing) return;
    const node = this.#nodes.at(-1)!;
    node.role = role;
    node.value = value;
    node.text = text;
  }

  /** Makes a structure's values visible to `lookup` while its fields are read. */
  openScope(values: Readonly<Record<string, unknown>>): void {
    this.#scopes.push(values);
  }

  closeScope(): void {
    this.#scopes.pop();
  }

  /** A value read before in this structure or, failing that, in one around it. */
  lookup(name: string): unknown {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const value = this.#scopes[i]![name];
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Tells the list that is read next how many elements a count field promised. */
  expect(count: number): void {
    this.#expected = count;
  }

  /** The promise of `expect`, which is then forgotten. */
  takeExpected(): number | undefined {
    const count = this.#expected;
    this.#expected = undefined;
    return count;
  }
}

/** `payloads[1].sa.doi` */
export function pathText(path: readonly (string | number)[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

function openNode(name: string | number, start: number): OpenNode {
  return { name, start, end: start, role: 'group', value: undefined, text: '', children: [] };
}
