/** Answers to questions about a host: pages of plain data without secrets. */

import { LIMITS } from '../base/limits.ts';
import type { IkeEngine } from '../ike/engine.ts';
import { groupWeaknesses } from '../ike/weakness.ts';
import type { Driver } from '../ipsec/driver.ts';
import type { PolicyAgent } from './agent/agent.ts';
import { filterRows } from './agent/views.ts';
import type { Counters } from './counters.ts';
import { FIRST_MANUAL_ID } from './manual.ts';
import type { Page, QueryAnswers, QueryKind, QuickModeSaView } from './ports.ts';
import type { DriverSaPort } from './sa-port.ts';
import type { PolicyInForce } from './windows/policy-in-force.ts';

/** What the views are made from. */
export interface ViewParts {
  readonly engine: IkeEngine;
  readonly driver: Driver;
  readonly sas: DriverSaPort;
  readonly counters: Counters;
  readonly inForce: PolicyInForce | undefined;
  readonly agent: PolicyAgent | undefined;
}

type Answerers = {
  readonly [K in QueryKind]: (parts: ViewParts, cursor: number) => Page<QueryAnswers[K]>;
};

/** Rows that are looked at for a page: one more than it has, to know whether another one follows. */
const TAKEN = LIMITS.rowsPerPage + 1;

const ANSWERERS: Answerers = {
  'main-mode-sas': ({ engine }, cursor) => pageFrom(cursor, engine.mainModeSas(cursor, TAKEN)),
  'quick-mode-sas': (parts, cursor) => pageFrom(cursor, quickModeSas(parts, cursor)),
  'soft-sas': ({ driver }, cursor) => pageOf(driver.softSas(), cursor),
  'active-policy': ({ inForce }) => whole(inForce?.active),
  environment: ({ inForce }) => whole(inForce?.environment),
  'policy-filters': ({ inForce }, cursor) =>
    pageOf(inForce === undefined ? [] : filterRows(inForce.expansion), cursor),
  settings: ({ agent }) => whole(agent?.settings),
  service: ({ agent }) => whole(agent?.view),
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

/** The data plane's pairs, with what only the engine knows of them; a half that waits for message 3 is not in its books. */
function quickModeSas(
  { driver, engine, sas }: ViewParts,
  cursor: number,
): readonly QuickModeSaView[] {
  return driver.views(cursor, TAKEN).map((view) => {
    const child = engine.child(view.id);
    return {
      ...view,
      peer: sas.negotiated(view.id)?.peerName ?? '',
      byHand: view.id >= FIRST_MANUAL_ID,
      expiresAt: child?.expiresAt ?? view.expiresAt,
      pfsGroup: child?.pfsGroup,
      weaknesses: [...view.weaknesses, ...groupWeaknesses(child?.pfsGroup)],
      renewsAt: child?.renewsAt,
      replaces: child?.replaces,
      replacedBy: child?.replacedBy,
    };
  });
}

function whole<T>(items: T): Page<T> {
  return { items, next: undefined };
}

/** The page of rows that begin at its cursor: of ten thousand SAs none is looked at that is not on it. */
function pageFrom<T>(cursor: number, taken: readonly T[]): Page<readonly T[]> {
  const { rowsPerPage } = LIMITS;
  const hasMore = taken.length > rowsPerPage;
  return {
    items: hasMore ? taken.slice(0, rowsPerPage) : taken,
    next: hasMore ? cursor + rowsPerPage : undefined,
  };
}

function pageOf<T>(all: readonly T[], cursor: number): Page<readonly T[]> {
  return pageFrom(cursor, all.slice(cursor, cursor + TAKEN));
}
