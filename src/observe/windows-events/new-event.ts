/** Makes events by their row of the catalogue. */

import type { Instant } from '../../base/time.ts';
import type { Failure } from '../../ike/failure.ts';
import { type EventId, rowOf } from './catalogue.ts';
import type { Block, EventType, WindowsEvent } from './record.ts';

/** What an event says beyond its row. */
export interface EventWords {
  /** The row's, where it has one only. */
  readonly type?: EventType;
  readonly summary: string;
  readonly blocks?: readonly Block[];
  readonly peer?: string | undefined;
  readonly failure?: Failure | undefined;
  /** Windows' error code where there is no failure to take it from. */
  readonly error?: number | undefined;
}

export function newEvent(
  { at, host }: { readonly at: Instant; readonly host: string },
  id: EventId,
  words: EventWords,
): WindowsEvent {
  const { log, source, category, title, types } = rowOf(id);
  return {
    at,
    computer: host,
    log,
    source,
    category,
    id,
    type: words.type ?? types[0]!,
    title,
    summary: words.summary,
    blocks: words.blocks ?? [],
    peer: words.peer,
    error: words.failure?.windowsError.code ?? words.error,
    failure: words.failure?.code,
  };
}
