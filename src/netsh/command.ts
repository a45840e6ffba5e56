/** A command line, understood: what the interpreter carries out. */

import type {
  FilterAddress,
  Guid,
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
  TunnelEndpoint,
} from '../policy/model.ts';
import type { ContextName, Tag, Verb } from './grammar/types.ts';

export type Command =
  | { readonly kind: 'verb'; readonly verb: Verb; readonly said: readonly Said[] }
  | { readonly kind: 'enter'; readonly context: ContextName }
  | { readonly kind: 'help'; readonly topic: HelpTopic };

/** What help is wanted of. */
export type HelpTopic =
  | { readonly kind: 'context'; readonly context: ContextName }
  /** The verbs of a context that begin with one word. */
  | { readonly kind: 'group'; readonly context: ContextName; readonly word: string }
  | { readonly kind: 'verb'; readonly verb: Verb }
  | { readonly kind: 'tag'; readonly verb: Verb; readonly tag: Tag };

/** One argument. */
export interface Said {
  readonly tag: Tag;
  readonly value: Value;
  /** Where it stands, from 1. */
  readonly column: number | undefined;
}

/** What a tag's text means. DNS names are not looked up yet: they have no addresses. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'yes-no'; readonly yes: boolean }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'flag' }
  | { readonly kind: 'guid'; readonly guid: Guid }
  | { readonly kind: 'address'; readonly address: FilterAddress }
  | { readonly kind: 'mask'; readonly prefix: number }
  | { readonly kind: 'endpoint'; readonly endpoint: TunnelEndpoint | 'none' }
  | { readonly kind: 'main-mode-methods'; readonly methods: readonly MainModeMethod[] }
  | { readonly kind: 'security-methods'; readonly methods: readonly SecurityMethod[] }
  | { readonly kind: 'authentication'; readonly method: PolicyAuthentication };
