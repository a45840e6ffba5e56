/** What the grammar table is made of. Parser, help, completion and docs/netsh.md all come from it. */

/** Where a command is understood. `base` commands are understood everywhere. */
export type ContextName = 'root' | 'ipsec' | 'static' | 'dynamic';

export interface Context {
  readonly name: ContextName;
  /** The words that lead to it from the root. */
  readonly path: readonly string[];
  readonly parent: ContextName | undefined;
  readonly summary: string;
}

/** What a tag's value may be. */
export type ValueKind =
  /** Any text of one line; `empty` where nothing is a value too. */
  | { readonly kind: 'text'; readonly what: string; readonly empty?: true }
  | { readonly kind: 'yes-no' }
  | {
      readonly kind: 'integer';
      readonly least: number;
      readonly most: number;
      readonly unit?: string;
    }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** The word itself is the whole argument, like `all`. */
  | { readonly kind: 'flag' }
  | { readonly kind: 'guid' }
  /** me, any, an address, a DNS name, or a type of server. */
  | { readonly kind: 'filter-address' }
  | { readonly kind: 'mask' }
  /** An address or a DNS name; `none` where `orNone`. */
  | { readonly kind: 'endpoint'; readonly orNone?: true }
  | { readonly kind: 'protocol' }
  | { readonly kind: 'port' }
  | { readonly kind: 'main-mode-methods' }
  | { readonly kind: 'security-methods' }
  | { readonly kind: 'rootca' }
  | { readonly kind: 'psk' }
  | { readonly kind: 'file' };

export interface Tag {
  readonly name: string;
  readonly value: ValueKind;
  readonly required: boolean;
  /** As it would be written; undefined: nothing is assumed. */
  readonly default?: string | undefined;
  /** Tags of one verb with the same word here exclude each other: `name`, `guid`. */
  readonly either?: string | undefined;
  readonly repeatable?: true | undefined;
  /** Only with its name and `=`, never by its position. */
  readonly namedOnly?: true | undefined;
  readonly help: string;
}

export interface Verb {
  /** Unique: `static add filter`, `base bye`. */
  readonly id: string;
  readonly context: ContextName | 'base';
  /** One or two: a group and its verb, or a verb alone. */
  readonly words: readonly string[];
  readonly summary: string;
  /** In the order in which values without a tag are taken. */
  readonly tags: readonly Tag[];
  readonly notes: readonly string[];
  /** Whole lines as they are typed in the verb's context. */
  readonly examples: readonly string[];
}

/** A verb as the tables write it. */
export interface VerbEntry {
  readonly summary: string;
  readonly tags?: readonly Tag[];
  readonly notes?: readonly string[];
  readonly examples?: readonly string[];
}
