/** What was said on a command line, by tag, with the grammar's defaults for what was not. */

import type { FilterAddress, PolicyAuthentication, TunnelEndpoint } from '../policy/model.ts';
import type { Said, Value } from './command.ts';
import type { Tag, Verb } from './grammar/types.ts';
import { NetshProblem } from './problem.ts';
import { valueFor } from './values.ts';

type OfKind<K extends Value['kind']> = Extract<Value, { kind: K }>;

/** The arguments of one command. Asking for a tag that the verb has not is an error in the program. */
export class Arguments {
  readonly verb: Verb;
  readonly #said: readonly Said[];

  constructor(verb: Verb, said: readonly Said[]) {
    this.verb = verb;
    this.#said = said;
  }

  /** Whether the tag stands on the command line. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** Where a tag stands, for problems. */
  column(name: string): number | undefined {
    return this.#find(name)?.column;
  }

  text(name: string): string | undefined {
    return this.#value(name, 'text')?.text;
  }

  /** All values of a tag that may be repeated. */
  texts(name: string): readonly string[] {
    return this.#said.flatMap(({ tag, value }) =>
      tag.name === name && value.kind === 'text' ? [value.text] : [],
    );
  }

  yes(name: string): boolean | undefined {
    return this.#value(name, 'yes-no')?.yes;
  }

  number(name: string): number | undefined {
    return this.#value(name, 'number')?.number;
  }

  /** One of the words of an enumeration. */
  word<const W extends string>(name: string, words: readonly W[]): W | undefined {
    const word = this.#value(name, 'word')?.word;
    return words.find((one) => one === word);
  }

  guid(name: string): string | undefined {
    return this.#value(name, 'guid')?.guid;
  }

  mainModeMethods(name: string): OfKind<'main-mode-methods'>['methods'] | undefined {
    return this.#value(name, 'main-mode-methods')?.methods;
  }

  securityMethods(name: string): OfKind<'security-methods'>['methods'] | undefined {
    return this.#value(name, 'security-methods')?.methods;
  }

  endpoint(name: string): TunnelEndpoint | 'none' | undefined {
    return this.#value(name, 'endpoint')?.endpoint;
  }

  /** An address with the mask of another tag. */
  address(name: string, maskName: string): FilterAddress | undefined {
    const address = this.#value(name, 'address')?.address;
    const mask = this.#find(maskName);
    if (mask === undefined) return address;
    const prefix = (mask.value as OfKind<'mask'>).prefix;
    if (address?.kind === 'address') {
      return { kind: 'subnet', address: address.address, prefix };
    }
    throw new NetshProblem(
      `${maskName} is said, but ${name} is ${address === undefined ? 'not said' : 'no address'}.`,
      'A mask goes with an IPv4 address only.',
      mask.column,
    );
  }

  /** kerberos, psk and rootca in the order in which they stand; undefined where none does. */
  authentication(): readonly PolicyAuthentication[] | undefined {
    const said = this.#said.filter(({ tag }) => AUTHENTICATION.has(tag.name));
    if (said.length === 0) return undefined;
    const methods = said.flatMap(({ value }): PolicyAuthentication[] => {
      if (value.kind === 'authentication') return [value.method];
      return value.kind === 'yes-no' && value.yes ? [{ method: 'kerberos' }] : [];
    });
    if (methods.length > 0) return methods;
    throw new NetshProblem(
      'kerberos=no leaves no way for the peers to prove who they are.',
      'Say psk or rootca too, or kerberos=yes.',
      said[0]!.column,
    );
  }

  #value<K extends Value['kind']>(name: string, kind: K): OfKind<K> | undefined {
    const tag = this.#tag(name);
    const value =
      this.#find(name)?.value ??
      (tag.default === undefined ? undefined : valueFor(tag, tag.default, undefined));
    return value?.kind === kind ? (value as OfKind<K>) : undefined;
  }

  #find(name: string): Said | undefined {
    return this.#said.find(({ tag }) => tag.name === name);
  }

  #tag(name: string): Tag {
    const tag = this.verb.tags.find((one) => one.name === name);
    if (tag === undefined) throw new Error(`${this.verb.id} has no tag ${name}`);
    return tag;
  }
}

const AUTHENTICATION: ReadonlySet<string> = new Set(['kerberos', 'psk', 'rootca']);
