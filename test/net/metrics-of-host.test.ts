/** What `--metrics PORT` opens: a page of this computer alone, with every counter of the host. */

import { networkInterfaces } from 'node:os';
import { afterEach, expect, it } from 'vitest';
import { COUNTERS } from '../../src/host/counter-table.ts';
import {
  type MetricsServer,
  metricsEndpoint,
  openMetricsServer,
} from '../../src/net/metrics-server.ts';
import { metricsOf } from '../../src/observe/prometheus.ts';
import { labPair } from '../host/pairs.ts';

let server: MetricsServer | undefined;
afterEach(() => server?.close());

/** Port 0: whichever is free. */
async function opened(): Promise<URL> {
  const where = metricsEndpoint('0');
  if (typeof where === 'string') throw new Error(where);
  const { host } = labPair().a;
  server = await openMetricsServer(
    where,
    metricsOf('alice', () => host.query('statistics').items),
  );
  return new URL(server.url);
}

it('answers with every counter, under the name of the host', async () => {
  const page = await fetch(await opened());
  const text = await page.text();
  expect(page.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  for (const { metric } of COUNTERS) expect(text).toContain(`\n${metric}{host="alice"} `);
});

it('is not to be had at other addresses of the computer', async () => {
  const { hostname, port } = await opened();
  expect(hostname).toBe('127.0.0.1');
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    await expect(fetch(`http://${address}:${port}/metrics`)).rejects.toThrow();
  }
});
