/** The counters of a host in Prometheus' text format. Made of the one table, without secrets. */

import { Counter, Gauge, Registry } from 'prom-client';
import { COUNTERS } from '../host/counter-table.ts';
import type { StatisticsView } from '../host/ports.ts';

/** What a scrape is answered with. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** Makes the page of one host; `read` is asked at each call. The one label is the host's name. */
export function metricsOf(host: string, read: () => StatisticsView): () => Promise<MetricsPage> {
  const registry = new Registry();
  let values: ReadonlyMap<string, number> = new Map();
  for (const { id, metric, kind, help } of COUNTERS) {
    const options = { name: metric, help, labelNames: ['host'], registers: [registry] };
    if (kind === 'gauge') {
      new Gauge({
        ...options,
        collect() {
          this.set({ host }, values.get(id) ?? 0);
        },
      });
    } else {
      new Counter({
        ...options,
        collect() {
          this.reset();
          this.inc({ host }, values.get(id) ?? 0);
        },
      });
    }
  }
  return async () => {
    const { ike, ipsec, detail } = read();
    values = new Map([...ike, ...ipsec, ...detail].map((row) => [row.id, row.value]));
    return { contentType: registry.contentType, text: await registry.metrics() };
  };
}
