import { expect, it } from 'vitest';
import { DEFAULT_ESP_EXTRAS } from '../../src/ike/policy.ts';
import { saText } from '../../src/observe/sa-text.ts';
import { labPair, must, pingTo, up } from '../host/pairs.ts';

it('an SA shows the packets that it may still carry, and the MTU of its path', () => {
  const extras = { ...DEFAULT_ESP_EXTRAS, lifetimePackets: 1000 };
  const subject = labPair({ both: { host: { mtu: 1400 }, child: { extras } } });
  up(subject, subject.a, 'transport');
  must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping');
  const text = saText([], subject.a.host.query('quick-mode-sas').items, subject.now);
  expect(text).toContain('path MTU        1400 octets');
  expect(text).toContain('997 packets of 1000');
});
