/** Answers to questions about a host: pages of plain data without secrets. */

import { LIMITS } from '../base/limits.ts';
import type { IkeEngine } from '../ike/engine.ts';
import type { Driver } from '../ipsec/driver.ts';
import type { Counters } from './counters.ts';
import type { Page, QueryAnswers, QueryKind, QuickModeSaView } from './ports.ts';
import type { DriverSaPort } from './sa-port.ts';

/** What the views are made from. */
export interface ViewParts {
  readonly engine: IkeEngine;
  readonly driver: Driver;
  readonly sas: DriverSaPort;
  readonly counters: Counters;
}

type Answerers = {
  readonly [K in QueryKind]: (parts: ViewParts, cursor: number) => Page<QueryAnswers[K]>;
};

const ANSWERERS: Answerers = {
  'main-mode-sas': ({ engine }, cursor) => pageOf(engine.mainModeSas(), cursor),
  'quick-mode-sas': (parts, cursor) => pageOf(quickModeSas(parts), cursor),
  statistics: ({ counters }) => ({ items: counters.view(), next: undefined }),
};

/** One page of an answer; `cursor` is the `next` of the page before. */
export function answer<K extends QueryKind>(
  parts: ViewParts,
  kind: K,
  cursor: number,
): Page<QueryAnswers[K]> {
  return ANSWERERS[kind](parts, cursor);
}

function quickModeSas({ driver, sas }: ViewParts): readonly QuickModeSaView[] {
  return driver.views().map((view) => ({
    ...view,
    peer: sas.negotiated(view.id)?.peerName ?? '',
  }));
}

function pageOf<T>(all: readonly T[], cursor: number): Page<readonly T[]> {
  const end = cursor + LIMITS.rowsPerPage;
  return { items: all.slice(cursor, end), next: end < all.length ? end : undefined };
}
