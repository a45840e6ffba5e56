import { describe, expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Bench } from './bench.ts';
import { Duo, disagreements } from './duo.ts';
import { data, quickModeSa } from './payloads.ts';
import { octetsOf, Puppet } from './puppet.ts';

const keeping = { ...DEFAULT_KEEPING, quickModesPerMainMode: 1 };
const both = { peer: { keeping }, child: { pfsGroup: 19 as const } };

/** The cookies of the main modes that pairs were made on, as one side saw it. */
const cookiesOfPairs = ({ a }: Duo): string[] =>
  a.of('quick-mode-established').map(({ initiatorCookie }) => initiatorCookie);

describe('one quick mode for each main mode: forward secrecy of identities (RFC 2409 8)', () => {
  test('makes a main mode for every pair, also where two are wanted at once', () => {
    const duo = new Duo({ both });
    duo.initiate('tunnel');
    duo.initiate('transport');
    duo.settle();
    expect(cookiesOfPairs(duo)).toHaveLength(2);
    expect(new Set(cookiesOfPairs(duo)).size).toBe(2);
    expect(disagreements(duo)).toEqual([]);
  });

  test('makes another one for a pair that comes later, from either side', () => {
    const duo = new Duo({ both });
    duo.complete('tunnel');
    duo.initiate('transport', 'b');
    duo.settle();
    expect(new Set(cookiesOfPairs(duo)).size).toBe(2);
  });

  test('deletes the main mode ten seconds later, and leaves the pair', () => {
    const duo = new Duo({ both });
    duo.complete('tunnel');
    expect(duo.a.engine.mainModeSas()).toHaveLength(1);
    duo.advance(10_000);
    for (const side of [duo.a, duo.b]) {
      expect(side.engine.mainModeSas()).toEqual([]);
      expect(side.engine.children()).toHaveLength(1);
    }
  });

  test('takes no second quick mode of a peer on the same main mode, and says so by deleting it', () => {
    const bench = new Bench({ peer: { keeping } });
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const request = puppet.quick1(7, [quickModeSa(0x5001), data('nonce', puppet.ni)]);
    const nr = octetsOf(puppet.open(puppet.give(request)[0]!), 'nonce');
    puppet.give(puppet.quick3(7, puppet.ni, nr));
    expect(bench.of('quick-mode-established')).toHaveLength(1);
    const another = puppet.quick1(8, [quickModeSa(0x5002), data('nonce', puppet.ni)]);
    expect(puppet.give(another)).toHaveLength(1);
    expect(bench.of('main-mode-ended')).toMatchObject([{ reason: 'replaced' }]);
    expect(bench.of('quick-mode-started')).toHaveLength(1);
    expect(bench.drops[0]).toContain('has made as many pairs as policy lets it');
  });

  test('does not count a quick mode that fails', () => {
    const duo = new Duo({ both, b: { child: { pfsGroup: 20 } } });
    duo.complete('tunnel');
    expect(duo.a.of('quick-mode-failed')).toHaveLength(1);
    duo.initiate('transport');
    duo.settle();
    expect(duo.a.of('main-mode-established')).toHaveLength(1);
  });

  test('is not what policy wants unless it says so', () => {
    const duo = new Duo();
    duo.complete('tunnel');
    duo.complete('transport');
    expect(new Set(cookiesOfPairs(duo)).size).toBe(1);
  });
});
