/** What goes over the control socket: requests (checked) and answers, one JSON value a line. */

import { z } from 'zod';
import { parseAddress } from '../base/address.ts';
import { fromHex } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { Failure } from '../ike/failure.ts';
import { forwardSchema } from './forward/forward-schema.ts';
import { INNER_TROUBLES } from './lab-trouble.ts';
import { agentCommandSchemas, storeCommandSchema } from './policy-command-schema.ts';

/** Who a control socket belongs to. */
export interface PeerDescription {
  readonly name: string;
  readonly version: string;
  readonly pid: number;
  readonly addresses: readonly string[];
  readonly peers: readonly string[];
  /** Names of the protected policy entries, in the order of the SPD. */
  readonly protects: readonly string[];
  /** Names of the policy entries whose SAs are keyed by hand. */
  readonly manual: readonly string[];
  readonly crypto: string;
  /** The folder of its event log; undefined where it has none on disk. */
  readonly eventLog?: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** What the clock of this peer says now, for ages. */
  readonly now: number;
}

const address = z.string().transform((text, context) => {
  try {
    return parseAddress(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const octets = z.string().transform((text, context) => {
  try {
    return fromHex(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const name = z.string().min(1).max(255);
const port = z.int().min(1).max(65535);
/** Longest wait of a command: a day. */
const milliseconds = z.number().min(0).max(86_400_000);

const commandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('up'), policy: name }),
  z.strictObject({ kind: z.literal('down'), policy: name.optional() }),
  z.strictObject({ kind: z.literal('rekey'), policy: name }),
  z.strictObject({ kind: z.literal('rekey-main-mode'), peer: name }),
  z.strictObject({
    kind: z.literal('ping'),
    from: address.optional(),
    to: address,
    count: z.int().min(1).max(1_000_000).default(3),
    intervalMilliseconds: milliseconds.default(200),
    timeoutMilliseconds: milliseconds.default(2000),
    payloadOctets: z.int().min(0).max(65_000).default(56),
  }),
  z.strictObject({
    kind: z.literal('send'),
    from: address.optional(),
    to: address,
    sourcePort: port,
    destinationPort: port,
    payload: octets,
    count: z.int().min(1).max(1_000_000).default(1),
  }),
  z.strictObject({ kind: z.literal('dummy'), policy: name }),
  z.strictObject({
    kind: z.literal('preset-sequence'),
    policy: name,
    sequence: z.int().min(0),
  }),
  z.strictObject({ kind: z.literal('stop') }),
  ...agentCommandSchemas,
]);

const NETWORK_COUNTERS = ['sendsFailed', 'receivesFailed'] as const;
const id = z.int().min(0);
const editedStore = z.enum(['local', 'persistent', 'domain']);

export const requestSchema = z.discriminatedUnion('do', [
  z.strictObject({ id, do: z.literal('describe') }),
  z.strictObject({ id, do: z.literal('command'), command: commandSchema }),
  z.strictObject({
    id,
    do: z.literal('query'),
    kind: z.enum([
      'main-mode-sas',
      'quick-mode-sas',
      'soft-sas',
      'statistics',
      'active-policy',
      'policy-filters',
      'environment',
      'settings',
      'service',
    ]),
    cursor: z.int().min(0).optional(),
  }),
  /**
   * From now on events come as `{ event }` lines, until the client goes. `fromStart`: the first events of
   * the process before them, as far as they are kept.
   */
  z.strictObject({ id, do: z.literal('events'), fromStart: z.boolean().optional() }),
  /** Events of the Windows event log after a record number, some at a time. */
  z.strictObject({ id, do: z.literal('event-log'), after: z.int().min(0) }),
  z.strictObject({ id, do: z.literal('capture-start'), file: z.string().min(1).max(4096) }),
  z.strictObject({ id, do: z.literal('capture-stop') }),
  /** What a store holds, with its pre-shared keys: the socket is this user's alone. */
  z.strictObject({ id, do: z.literal('policy-model'), store: editedStore }),
  /** All of the commands, or none. */
  z.strictObject({
    id,
    do: z.literal('policy-edit'),
    store: editedStore,
    commands: z.array(storeCommandSchema).min(1).max(LIMITS.storeCommands),
    gpo: z.string().max(255).optional(),
  }),
  /** Lets a clock go that stands, as if it had begun then by the machine's clock. */
  z.strictObject({ id, do: z.literal('start-clock'), origin: z.number() }),
  /** Of a laboratory: the network reports a failure, or something goes wrong inside from now on. */
  z.strictObject({ id, do: z.literal('network-failed'), counter: z.enum(NETWORK_COUNTERS) }),
  z.strictObject({
    id,
    do: z.literal('trouble'),
    what: z.enum(INNER_TROUBLES),
    isOn: z.boolean(),
    time: milliseconds,
  }),
  /** Moves the wall clock by which certificates and tickets are judged, so many milliseconds. */
  z.strictObject({ id, do: z.literal('move-clock'), by: z.number() }),
  /** Generic policy in force, and what makes specific filters of it. */
  z.strictObject({ id, do: z.literal('policy-in-force'), secrets: z.boolean() }),
  z.strictObject({ id, do: z.literal('policy-assignment') }),
  /** Carries a UDP port until the client goes. */
  z.strictObject({ id, do: z.literal('forward'), forward: forwardSchema }),
]);

/** A request as a client writes it, without its id. */
export type RequestBody = WithoutId<z.input<typeof requestSchema>>;
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: string;
      readonly failure?: Failure | undefined;
      /** Windows' number, 13000 to 13025, where a dynamic edit has one. */
      readonly windowsError?: number | undefined;
    };

/** What a server sends without being asked again. */
export type Push = { readonly event: unknown } | { readonly missed: number };
