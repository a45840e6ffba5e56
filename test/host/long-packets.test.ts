import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { buildIp } from '../../src/wire/ip.ts';
import { counter, labPair, must, pingTo, up } from './pairs.ts';

const MTU = 1400;
const LONG = { payloadOctets: 4000, count: 2 } as const;

function narrowPair() {
  return labPair({ both: { host: { mtu: MTU } } });
}

describe('packets longer than the link takes', () => {
  it.each([
    ['transport', '192.0.2.2'],
    ['tunnel', '10.2.0.1'],
  ] as const)('go in pieces and are whole again at the other end, in %s mode', (mode, to) => {
    const subject = narrowPair();
    up(subject, subject.a, mode);
    expect(must(subject.command(subject.a, pingTo(to, LONG)), 'ping').received).toBe(2);
    const cutBehind = counter(subject.b, 'esp-fragments');
    const cutBefore = counter(subject.b, 'fragments-held');
    expect([cutBehind > 0, cutBefore > 0]).toEqual(
      mode === 'tunnel' ? [false, true] : [true, false],
    );
    for (const { path, bytes } of subject.log) {
      if (path.carrier === 'link') expect(bytes.length).toBeLessThanOrEqual(MTU);
    }
    if (mode === 'tunnel') expect(counter(subject.b, 'packets-reassembled')).toBe(2);
  });

  it('come whole although other packets come between', () => {
    const subject = labPair({
      both: { host: { mtu: MTU } },
      network: { delay: 5, jitter: 4, duplicate: 0.1 },
    });
    up(subject, subject.a, 'tunnel');
    const { received } = must(
      subject.command(subject.a, pingTo('10.2.0.1', { ...LONG, count: 20 })),
      'ping',
    );
    expect(received).toBe(20);
  });

  it('are refused in words where they are not to be cut up', () => {
    const subject = narrowPair();
    up(subject, subject.a, 'tunnel');
    const packet = buildIp({
      source: parseAddress('10.1.0.1'),
      destination: parseAddress('10.2.0.1'),
      protocol: 17,
      payload: new Uint8Array(2000),
      dontFragment: true,
    });
    const end = { address: parseAddress('10.1.0.1'), port: 0 };
    subject.send(subject.a, batchOfOne({ carrier: 'inner', local: end, remote: end }, packet));
    const [told] = subject.events(subject.a, 'icmp-error');
    expect(told?.error).toMatch(/^packet too big, 13\d\d octets fit$/);
    expect(told?.about).toBe('10.1.0.1 -> 10.2.0.1 udp');
    expect(counter(subject.a, 'icmp-errors')).toBe(1);
  });
});
