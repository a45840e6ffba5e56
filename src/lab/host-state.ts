/** What a host shows of itself, all pages together. */

import type { Page, QueryAnswers, QueryKind } from '../host/ports.ts';

export interface HostState {
  readonly mainModes: QueryAnswers['main-mode-sas'];
  readonly quickModes: QueryAnswers['quick-mode-sas'];
  readonly soft: QueryAnswers['soft-sas'];
  readonly statistics: QueryAnswers['statistics'];
  /** Undefined on a host without a Policy Agent. */
  readonly service: QueryAnswers['service'];
}

/** Asks one question about a host, a page at a time. */
export type Query = <K extends QueryKind>(
  kind: K,
  cursor?: number,
) => Page<QueryAnswers[K]> | Promise<Page<QueryAnswers[K]>>;

/** SAs and counters at this moment. */
export async function hostState(query: Query): Promise<HostState> {
  const [mainModes, quickModes, soft, statistics, service] = await Promise.all([
    all(query, 'main-mode-sas'),
    all(query, 'quick-mode-sas'),
    all(query, 'soft-sas'),
    query('statistics'),
    query('service'),
  ]);
  return { mainModes, quickModes, soft, statistics: statistics.items, service: service.items };
}

async function all<K extends 'main-mode-sas' | 'quick-mode-sas' | 'soft-sas'>(
  query: Query,
  kind: K,
): Promise<QueryAnswers[K][number][]> {
  const rows: QueryAnswers[K][number][] = [];
  for (let cursor: number | undefined = 0; cursor !== undefined; ) {
    const page: Page<QueryAnswers[K]> = await query(kind, cursor);
    rows.push(...(page.items as readonly QueryAnswers[K][number][]));
    cursor = page.next;
  }
  return rows;
}
