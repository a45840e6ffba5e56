import { describe, expect, test } from 'vitest';
import { EMPTY } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { PRIME_2 } from '../../src/crypto/primes.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { data, MAIN_MODE_ROWS, mainModeSa } from './payloads.ts';
import { Puppet } from './puppet.ts';

const isEstablished = (bench: Bench): boolean => bench.of('main-mode-established').length === 1;

function initiator(options: BenchOptions = {}): { bench: Bench; puppet: Puppet } {
  const bench = new Bench(options);
  return { bench, puppet: new Puppet(bench, { role: 'initiator' }) };
}

describe('a nonce of main mode', () => {
  test.each([
    [7, false],
    [8, true],
    [256, true],
    [257, false],
    [0, false],
  ])('of %i octets is taken: %s (RFC 2409 5)', (length, isTaken) => {
    const { bench, puppet } = initiator();
    puppet.offer();
    puppet.ni = new Uint8Array(length).fill(3);
    const answer = puppet.exchangeKeys(
      puppet.clear([data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)]),
    );
    expect(answer.some(({ kind }) => kind === 'nonce')).toBe(isTaken);
    if (!isTaken) expect(bench.drops[0]).toContain(`its nonce has ${length} octets, not 8 to 256`);
    if (isTaken) puppet.prove();
    expect(isEstablished(bench)).toBe(isTaken);
  });
});

describe('a public value that must not be used', () => {
  const octets = PRIME_2.length;
  const number = (value: number): Uint8Array => {
    const padded = new Uint8Array(octets);
    padded[octets - 1] = value;
    return padded;
  };
  const belowPrime = Uint8Array.from(PRIME_2);
  belowPrime[octets - 1]! -= 1;

  test.each([
    ['0', number(0)],
    ['1', number(1)],
    ['p - 1', belowPrime],
    ['p', PRIME_2],
    ['more than p', new Uint8Array(octets).fill(0xff)],
    ['one octet short', number(5).subarray(1)],
    ['one octet long', new Uint8Array(octets + 1).fill(1)],
    ['nothing', EMPTY],
  ])('of group 2: %s', (_, ke) => {
    const rows = MAIN_MODE_ROWS.map(([t, v]) => [t, t === 4 ? 2 : v] as const);
    const proposals = [{ encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group: 2 }] as const;
    const bench = new Bench({ peer: { proposals } });
    const puppet = new Puppet(bench, { role: 'initiator', group: 2 });
    puppet.offer(mainModeSa(rows));
    const [refusal] = puppet.give(puppet.message3({ ke }));
    expect(refusal![18]).toBe(5);
    bench.advance(900);
    expect(bench.failures).toMatchObject([
      {
        code: 'bad-public-value',
        where: 'main mode, message 3',
        notify: 17,
        windowsError: { code: 13833, name: 'PROCESS_ERR_KE' },
      },
    ]);
    const other = new Bench({ peer: { proposals } });
    const fair = new Puppet(other, { role: 'initiator', group: 2 });
    fair.offer(mainModeSa(rows));
    fair.exchangeKeys();
    fair.prove();
    expect(isEstablished(other)).toBe(true);
  });

  test('of group 19: off the curve, at infinity, of another length, or of the compressed form', () => {
    const { publicValue } = nodeProvider.generateKeyPair(
      19,
      new Puppet(new Bench(), { role: 'initiator' }).random,
    );
    const off = Uint8Array.from(publicValue);
    off[63]! ^= 1;
    const compressed = new Uint8Array(33).fill(2);
    for (const ke of [off, new Uint8Array(64), publicValue.subarray(0, 63), compressed, EMPTY]) {
      const { bench, puppet } = initiator();
      puppet.offer();
      puppet.give(puppet.message3({ ke }));
      bench.advance(900);
      expect(bench.failures).toMatchObject([{ code: 'bad-public-value', certainty: 'certain' }]);
    }
  });

  test('to the initiator: it goes on waiting for a true message 4, and then says why', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message3] = puppet.give(puppet.message2(bench.initiate()[0]!));
    puppet.give(puppet.message4(message3!, { ke: new Uint8Array(64) }));
    bench.advance(10_000);
    expect(bench.failures[0]).toMatchObject({
      code: 'bad-public-value',
      where: 'main mode, message 4',
    });
  });
});
