import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import { Bench } from './bench.ts';
import { data, mainModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

describe('phase 1 without an identity payload (RFC 2407 4.2.1)', () => {
  test('is given up by a responder', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.exchangeKeys();
    const [, hash] = puppet.proof();
    puppet.give(puppet.sealed([hash!]));
    expect(bench.drops[0]).toContain('IDii is missing');
    bench.advance(10_000);
    expect(bench.of('main-mode-established')).toEqual([]);
    expect(bench.of('main-mode-failed')).toHaveLength(1);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test('is given up by an initiator', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message3] = puppet.give(puppet.message2(bench.initiate()[0]!));
    const [message5] = puppet.give(puppet.message4(message3!));
    puppet.open(message5!);
    const [, hash] = puppet.proof();
    puppet.give(puppet.sealed([hash!]));
    bench.advance(10_000);
    expect(bench.of('main-mode-established')).toEqual([]);
    expect(bench.of('main-mode-failed')).toHaveLength(1);
  });

  test('is no aggressive mode', () => {
    const dialect = { ...DEFAULT_DIALECT, aggressive: 'accept' } as const;
    const bench = new Bench({ peer: { dialect } });
    const puppet = new Puppet(bench, { role: 'initiator' });
    const payloads = [mainModeSa(), data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)];
    expect(refusals(puppet.give(puppet.clear(payloads, { exchangeType: 4 })))).toEqual([
      'PAYLOAD-MALFORMED',
    ]);
    expect(bench.drops[0]).toContain('IDii is missing');
  });
});

test('the identity that this host sends has protocol and port zero (RFC 2407 4.6.2)', () => {
  const puppet = new Puppet(new Bench(), { role: 'initiator' });
  puppet.offer();
  puppet.exchangeKeys();
  const [id] = puppet.prove();
  expect(id).toMatchObject({ kind: 'id', idType: 1, protocol: 0, port: 0 });
  expect(id!.raw).toHaveLength(8);
});

test('the identities of a quick mode for all protocols have protocol and port zero (RFC 2408 3.8)', () => {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'responder' });
  const [message1] = puppet.respond(bench.initiate('tunnel')[0]!);
  const ids = puppet.open(message1!).filter(({ kind }) => kind === 'id');
  expect(ids).toMatchObject([
    { idType: 4, protocol: 0, port: 0 },
    { idType: 4, protocol: 0, port: 0 },
  ]);
});
