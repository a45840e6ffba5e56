import { expect, test } from 'vitest';
import { parseRange } from '../../src/base/address.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { counter, labPair, must, pingTo, sendTo } from './pairs.ts';

const everything = {
  local: parseRange('0.0.0.0/0'),
  remote: parseRange('0.0.0.0/0'),
  protocol: 0,
  localPort: 0,
  remotePort: 0,
};

/** The tunnel alone; all else is blocked by an entry, and by the SPD's end. */
function closed(name: 'a' | 'b') {
  const [, tunnel] = pairConfig(name).policies;
  const rest = { name: 'rest', action: 'block', selector: everything, protect: undefined } as const;
  return { policies: [tunnel!, rest], unmatched: 'block' } as const;
}

test('IKE passes a policy that blocks everything else (RFC 4301 5.2)', () => {
  const subject = labPair({ a: { host: closed('a') }, b: { host: closed('b') } });
  expect(must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
  must(subject.command(subject.a, sendTo('192.0.2.2')), 'send');
  expect(counter(subject.b, 'udp-received')).toBe(0);
  expect(subject.events(subject.a, 'packet-dropped')).toMatchObject([
    { direction: 'outbound', reason: 'blocked-by-policy' },
  ]);
});
