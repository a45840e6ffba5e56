/** One event of Windows' event log: what a log file holds a line of. */

import type { Instant } from '../../base/time.ts';

export const LOG_NAMES = ['security', 'system', 'application'] as const;
export type LogName = (typeof LOG_NAMES)[number];

export const EVENT_TYPES = ['success', 'failure', 'information', 'warning', 'error'] as const;
/** Success and failure are audits, of the Security log alone. */
export type EventType = (typeof EVENT_TYPES)[number];

/** Who writes it, as the event viewer names sources. `Espial` writes what Windows has no event for. */
export type EventSource = 'Security' | 'IPSec' | 'PolicyAgent' | 'Espial';

/** How sure it is that Windows Server 2003 has it so. */
export type Certainty = 'verified' | 'stated' | 'unverified' | 'own';

/** A line of a block: a text, or a label with its value. */
export type BlockLine = string | { readonly label: string; readonly value: string };

/** `Mode:`, `Peer Identity:`, `Filter:` and so on. */
export interface Block {
  readonly heading: string;
  readonly lines: readonly BlockLine[];
}

export interface WindowsEvent {
  readonly at: Instant;
  /** The host that reports it. */
  readonly computer: string;
  readonly log: LogName;
  readonly source: EventSource;
  readonly category: string;
  readonly id: number;
  readonly type: EventType;
  readonly title: string;
  /** One line: what happened, to whom. */
  readonly summary: string;
  readonly blocks: readonly Block[];
  /** The other computer's name, or its address; undefined where there is none. */
  readonly peer: string | undefined;
  /** Windows' error code, where something failed. */
  readonly error: number | undefined;
  /** The failure's own code (`preshared-keys-differ`), where something failed. */
  readonly failure: string | undefined;
}

/** An event in a log: numbered from 1. */
export type LoggedEvent = WindowsEvent & { readonly record: number };

/** A line with a label. */
export function field(label: string, value: string | number): BlockLine {
  return { label, value: String(value) };
}
