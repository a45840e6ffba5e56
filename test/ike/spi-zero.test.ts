import { expect, test } from 'vitest';
import { Bench } from './bench.ts';
import { data, quickModeSa } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

test.each([0, 1, 255])(
  'a responder takes no SPI %i to send to: reserved, and 0 would look like IKE (RFC 3948 1)',
  (spi) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const [reply] = puppet.give(puppet.quick1(7, [quickModeSa(spi), data('nonce', puppet.ni)]));
    expect(kinds(puppet.open(reply!))).toBe('hash notify');
    expect(bench.sas.installed.size).toBe(0);
  },
);
