import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/base/limits.ts';
import { PkiAnswerer } from '../../../src/net/pki/answerer.ts';
import { type Fetching, startFetching } from './fetching.ts';
import { NOW, verdictOf } from './lab.ts';
import type { Answer } from './list-server.ts';

let fetching: Fetching;

beforeAll(async () => {
  fetching = await startFetching();
});
beforeEach(() => fetching.serve());
afterAll(() => fetching.server.stop());

/** What each answer of the server makes of a check in strength 2, as the problem says it. */
const TROUBLES: readonly (readonly [string, Answer, RegExp])[] = [
  ['an error', (_, response) => response.writeHead(500).end(), /the answer was HTTP status 500/],
  [
    'what is no list',
    (_, response) => response.end('<html>'),
    /What is there holds no revocation list/,
  ],
  [
    'too much, as it says',
    (_, response) =>
      response.writeHead(200, { 'content-length': LIMITS.revocationListOctets + 1 }).flushHeaders(),
    /longer than 4194304 octets/,
  ],
  [
    'too much, without saying so',
    (_, response) => {
      const part = Buffer.alloc(1_048_576, 0x30);
      for (let i = 0; i < 5; i++) response.write(part);
    },
    /longer than 4194304 octets/,
  ],
  [
    'a part of what it promised',
    (_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('part');
      setTimeout(() => response.destroy(), 20);
    },
    /failed: .*(too early|aborted)/,
  ],
  ['nothing at all', () => undefined, /no whole answer came in time/],
  [
    'a trickle',
    (_, response) => {
      const timer = setInterval(() => response.write('0'), 50);
      response.on('close', () => clearInterval(timer));
    },
    /no whole answer came in time/,
  ],
  [
    'a redirect to itself',
    (request, response) => response.writeHead(302, { location: request.url }).end(),
    /redirects more than 3 times/,
  ],
  [
    'a redirect to a file',
    (_, response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end(),
    /only http and https are spoken/,
  ],
];

describe('a list that cannot be fetched', () => {
  it.each(TROUBLES)('because the server gives %s', async (_what, answer, why) => {
    fetching.server.answers.set('/intermediate.crl', answer);
    const before = performance.now();
    const result = await new PkiAnswerer(500).answer(fetching.check('alpha'), NOW);
    expect(performance.now() - before).toBeLessThan(6000);
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'crl-missing' } });
    expect(result.kind === 'problem' && result.problem.detail).toMatch(why);
    const weak = fetching.check('alpha', { revocation: 1 });
    expect(verdictOf(await new PkiAnswerer(500).answer(weak, NOW))).toBe('verified');
  });

  it('because nobody listens', async () => {
    const check = fetching.check('alpha');
    const gone = await startFetching();
    await gone.server.stop();
    const result = await new PkiAnswerer().answer(gone.check('alpha'), NOW);
    expect(result.kind === 'problem' && result.problem.detail).toContain('ECONNREFUSED');
    expect(verdictOf(await new PkiAnswerer().answer(check, NOW))).toBe('verified');
  });

  it('is not asked for again at once', async () => {
    fetching.server.answers.clear();
    const answerer = new PkiAnswerer();
    await answerer.answer(fetching.check('alpha'), NOW);
    await answerer.answer(fetching.check('alpha'), NOW + 1000);
    expect(fetching.server.asked).toHaveLength(2);
    fetching.serve();
    const later = NOW + LIMITS.failedFetchAge + 1;
    expect(verdictOf(await answerer.answer(fetching.check('alpha'), later))).toBe('verified');
  });

  it('may come after a redirect, and in PEM', async () => {
    const list = fetching.lab.authorities.find(
      ({ authority }) => authority.name === 'intermediate',
    )!.list!;
    const pem = Buffer.from(list).toString('base64');
    fetching.server.answers.set('/intermediate.crl', (_, response) =>
      response.writeHead(301, { location: '/elsewhere/list.pem' }).end(),
    );
    fetching.server.answers.set('/elsewhere/list.pem', (_, response) =>
      response.end(`-----BEGIN X509 CRL-----\n${pem}\n-----END X509 CRL-----\n`),
    );
    const result = await new PkiAnswerer().answer(fetching.check('alpha'), NOW);
    expect(verdictOf(result)).toBe('verified');
  });

  it('may be out of date when it comes', async () => {
    const result = await new PkiAnswerer().answer(fetching.check('crl-out-of-date'), NOW);
    expect(verdictOf(result)).toBe('crl-out-of-date');
  });
});
