import { describe, expect, it } from 'vitest';
import { rangeOfAddress } from '../../src/base/address.ts';
import type { TrafficSelector } from '../../src/base/traffic.ts';
import { PAIR_ADDRESSES } from '../../src/sim/pair-config.ts';
import { counter, labPair, must, pingTo, up } from './pairs.ts';

/** Echo requests alone, both ways: type 8, code 0 where ports stand. */
function requests(name: 'a' | 'b'): TrafficSelector {
  const local = rangeOfAddress(PAIR_ADDRESSES[name].outer);
  const remote = rangeOfAddress(PAIR_ADDRESSES[name === 'a' ? 'b' : 'a'].outer);
  return { local, remote, protocol: 1, localPort: 2048, remotePort: 2048 };
}

describe('a policy entry for one ICMP message', () => {
  it('is negotiated with type and code in the port fields, and protects nothing else', () => {
    const side = (name: 'a' | 'b') => ({
      transport: { selector: requests(name), sendIdentities: true },
    });
    const subject = labPair({ a: side('a'), b: side('b') });
    up(subject, subject.a, 'transport');
    subject.run(10);
    const [established] = subject.events(subject.b, 'quick-mode-established');
    expect(established?.selector).toBe('192.0.2.2 <-> 192.0.2.1 icmp 8/0->8/0');
    expect(must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping').received).toBe(3);
    expect(counter(subject.b, 'protected-packets-received')).toBe(3);
    // The replies are of another type.
    expect(counter(subject.a, 'protected-packets-received')).toBe(0);
    expect(counter(subject.a, 'permitted-packets-received')).toBe(3);
  });
});
