import { describe, expect, test } from 'vitest';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import type { Pair } from '../../../src/sim/pair.ts';
import { echo, statistic } from './commands.ts';
import { flow } from './engines.ts';
import { example } from './policies.ts';
import { domainPair, kinds, passed } from './realm.ts';

const SERVER = example('Server (Request Security)');
const CLIENT = example('Client (Respond Only)');
/** The rule that negotiates, in the example. */
const ALL = SERVER.quickModeFilters.find(({ policy }) => policy !== undefined)!.name;

const back = (both: Pair, host = both.a): number => both.events(host, 'udp-received').length;

/** b does not know IPsec: nobody takes IKE's messages. */
function beside(): Pair {
  const both = domainPair(SERVER, CLIENT);
  both.applyPolicy(both.b, NO_POLICY);
  both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  return both;
}

describe('Server (Request Security)', () => {
  test('falls back to clear with a computer that has no IPsec, and says so', () => {
    const both = beside();
    both.command(both.a, echo(both.b, 3));
    both.run(2999);
    expect(kinds(passed(both))).toEqual(['IKE']);
    both.run(1000);
    expect(kinds(passed(both))).toEqual(['IKE', 'UDP']);
    expect(back(both, both.a)).toBe(3);
    expect(both.events(both.a, 'fell-back-to-clear')).toMatchObject([{ policy: flow(ALL) }]);
    expect(both.events(both.a, 'soft-sa-added')).toMatchObject([
      { policy: flow(ALL), local: '192.0.2.1', remote: '192.0.2.2' },
    ]);
    expect(statistic(both.a, 'soft-associations')).toBe(1);
    expect(statistic(both.a, 'acquire-failures')).toBe(0);
    expect(both.a.host.query('main-mode-sas').items).toEqual([]);
  });

  test('goes on in clear without asking again, both ways, until the soft SA is over', () => {
    const both = beside();
    both.command(both.a, echo(both.b));
    both.run(5000);
    const asked = passed(both).filter((one) => one === 'IKE').length;
    both.command(both.a, echo(both.b, 5));
    both.command(both.b, echo(both.a, 5));
    both.run(28_000_000);
    expect(passed(both).filter((one) => one === 'IKE')).toHaveLength(asked);
    expect([back(both, both.a), back(both, both.b)]).toEqual([11, 11]);
    both.run(1_000_000);
    expect(both.events(both.a, 'soft-sa-removed')).toMatchObject([{ reason: 'expired' }]);
    both.command(both.a, echo(both.b));
    both.run(1000);
    expect(passed(both).filter((one) => one === 'IKE').length).toBeGreaterThan(asked);
  });

  test('asks again when its soft SA was deleted', () => {
    const both = beside();
    both.command(both.a, echo(both.b));
    both.run(5000);
    const asked = passed(both).filter((one) => one === 'IKE').length;
    expect(both.command(both.a, { kind: 'down', policy: undefined })).toMatchObject({
      value: { deleted: 1 },
    });
    expect(both.events(both.a, 'soft-sa-removed')).toMatchObject([{ reason: 'deleted' }]);
    both.command(both.a, echo(both.b));
    both.run(1000);
    expect(passed(both).filter((one) => one === 'IKE').length).toBeGreaterThan(asked);
  });

  test('ends the soft SA when the other computer negotiates', () => {
    const both = domainPair(SERVER, CLIENT);
    const deaf = both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
    both.command(both.a, echo(both.b));
    both.run(5000);
    expect(both.events(both.a, 'soft-sa-added')).toHaveLength(1);
    deaf();
    both.applyPolicy(both.b, SERVER);
    both.command(both.b, echo(both.a));
    both.run(5000);
    expect(both.events(both.a, 'soft-sa-removed')).toMatchObject([{ reason: 'negotiated' }]);
    const since = both.now;
    both.command(both.a, echo(both.b, 2));
    both.run(1000);
    expect(kinds(passed(both, since))).toEqual(['ESP']);
  });

  test('an asked-for flow is answered with what became of it', () => {
    const both = beside();
    expect(both.command(both.a, { kind: 'up', policy: flow(ALL) })).toMatchObject({
      ok: false,
      error: expect.stringContaining('192.0.2.2 does not answer'),
    });
  });

  test('a new policy ends soft SAs of filters that are gone', () => {
    const both = beside();
    both.command(both.a, echo(both.b));
    both.run(5000);
    both.applyPolicy(both.a, NO_POLICY);
    expect(both.events(both.a, 'soft-sa-removed')).toMatchObject([{ reason: 'policy-change' }]);
  });
});

test('Secure Server never falls back: without an answer nothing passes', () => {
  const both = domainPair(example('Secure Server (Require Security)'), CLIENT);
  both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  both.command(both.a, echo(both.b, 3));
  both.run(300_000);
  expect(kinds(passed(both))).toEqual(['IKE']);
  expect(both.lastFailure(both.a)).toMatchObject({ code: 'no-response' });
});

test('a computer that answers and disagrees is not talked to in clear', () => {
  const both = domainPair(SERVER, { ...CLIENT, defaultResponse: undefined });
  const other = {
    ...SERVER,
    mainModePolicies: SERVER.mainModePolicies.map((one) => ({
      ...one,
      methods: [{ encryption: 'DES', hash: 'MD5', group: 2 } as const],
    })),
  };
  both.applyPolicy(both.b, other);
  both.command(both.a, echo(both.b, 3));
  both.run(300_000);
  expect(kinds(passed(both))).toEqual(['IKE']);
  expect(both.events(both.a, 'soft-sa-added')).toEqual([]);
  expect(both.lastFailure(both.a)).toMatchObject({ code: 'no-common-main-mode-proposal' });
});
