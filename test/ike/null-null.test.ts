import { describe, expect, test } from 'vitest';
import { u32 } from '../../src/base/bytes.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { Bench } from './bench.ts';
import { data, QUICK_MODE_ROWS, sa, transform } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

/** NULL (transform 11) with an integrity algorithm, or with none. */
function offered(integrity: number | undefined) {
  const child = { proposals: [{ protocol: 'esp', suite: parseSuite('null-sha1') }] } as const;
  const bench = new Bench({ child });
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const rows = QUICK_MODE_ROWS.filter(([type]) => type !== 5 && type !== 6);
  const all = integrity === undefined ? rows : [...rows, [5, integrity] as const];
  const proposal = {
    number: 1,
    protocol: 3,
    spi: u32(0xabcd_0001),
    transforms: [transform(1, 11, all)],
  };
  const [reply] = puppet.give(puppet.quick1(7, [sa(proposal), data('nonce', puppet.ni)]));
  return { bench, answer: kinds(puppet.open(reply!)) };
}

describe('an offer of ESP that neither encrypts nor protects (RFC 4301 4.2)', () => {
  test('is refused, and reported with the peer and what was offered', () => {
    const { bench, answer } = offered(undefined);
    expect(answer).toBe('hash notify');
    expect(bench.sas.installed.size).toBe(0);
    const [failed] = bench.of('quick-mode-failed');
    expect(failed).toMatchObject({ peerName: 'b', role: 'responder' });
    expect(failed?.failure.notify).toBe(14);
    const integrity = failed?.failure.comparison.find(({ what }) => what === 'integrity');
    expect(integrity).toMatchObject({ local: 'HMAC-SHA', differs: true });
  });

  test('is taken with integrity, which is a service of its own', () => {
    const { bench, answer } = offered(2);
    expect(answer).toBe('hash sa nonce');
    expect(bench.sas.installed.size).toBe(1);
  });
});
