import { afterEach, describe, expect, it } from 'vitest';
import {
  isLoopback,
  type MetricsServer,
  metricsEndpoint,
  openMetricsServer,
} from '../../src/net/metrics-server.ts';

let server: MetricsServer | undefined;
afterEach(() => server?.close());

const page = async () => ({ contentType: 'text/plain; version=0.0.4', text: 'espial_x 1\n' });

describe('the server of the metrics', () => {
  it('answers GET /metrics and refuses everything else', async () => {
    server = await openMetricsServer({ address: '127.0.0.1', port: 0 }, page);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    const good = await fetch(server.url);
    expect([good.status, await good.text()]).toEqual([200, 'espial_x 1\n']);
    expect(good.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    const other = await fetch(new URL('/', server.url));
    expect([other.status, await other.text()]).toEqual([
      404,
      'There is nothing here but /metrics.\n',
    ]);
    const written = await fetch(server.url, { method: 'POST', body: 'x' });
    expect([written.status, written.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    await written.text();
  });

  it('says where it cannot listen', async () => {
    server = await openMetricsServer({ address: '127.0.0.1', port: 0 }, page);
    const port = Number(new URL(server.url).port);
    await expect(openMetricsServer({ address: '127.0.0.1', port }, page)).rejects.toMatchObject({
      code: 'port-in-use',
    });
  });
});

describe('where metrics are listened for', () => {
  it.each([
    ['9464', { address: '127.0.0.1', port: 9464 }],
    ['0.0.0.0:80', { address: '0.0.0.0', port: 80 }],
    ['[::1]:9464', { address: '::1', port: 9464 }],
  ])('is what the text says: %s', (text, where) => {
    expect(metricsEndpoint(text)).toEqual(where);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.0.2.1', false],
  ])('is this computer alone or not: %s', (address, alone) => {
    expect(isLoopback(address)).toBe(alone);
  });

  it.each(['', 'localhost:1', '1.2.3.4', '300.1.1.1:5', '[zz]:1', '99999', '::1:5'])(
    'is refused in a sentence: %s',
    (text) => expect(metricsEndpoint(text)).toEqual(expect.any(String)),
  );
});
