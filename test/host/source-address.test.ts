import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { chooseSource } from '../../src/host/source-address.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';

const config = pairConfig('a');
const choose = (to: string, from?: string) =>
  chooseSource(
    config,
    config.policies,
    from === undefined ? undefined : parseAddress(from),
    parseAddress(to),
    1,
  );

describe('the source address of a packet of the host itself', () => {
  test('is the one that the covering policy entry names', () => {
    expect(choose('192.0.2.2').address?.text).toBe('192.0.2.1');
    expect(choose('10.2.0.99').address?.text).toBe('10.1.0.1');
  });

  test('is the first of the same version where no entry covers the destination', () => {
    expect(choose('198.51.100.7').address?.text).toBe('192.0.2.1');
  });

  test('is the one asked for, if the host has it', () => {
    expect(choose('192.0.2.2', '10.1.0.1').address?.text).toBe('10.1.0.1');
    expect(choose('192.0.2.2', '10.9.9.9').error).toBe(
      'a has no address 10.9.9.9; it has 192.0.2.1, 10.1.0.1',
    );
  });

  test('does not exist for the host itself, since nothing would be sent', () => {
    expect(choose('10.1.0.1').error).toBe(
      '10.1.0.1 is an address of a itself: nothing would be sent',
    );
  });

  test('does not exist for a version that the host does not speak', () => {
    expect(choose('2001:db8::2').error).toBe(
      'a has no IPv6 address to reach 2001:db8::2 from; it has 192.0.2.1, 10.1.0.1',
    );
    expect(choose('2001:db8::2', '10.1.0.1').error).toBe(
      'a packet cannot go from IPv4 (10.1.0.1) to IPv6 (2001:db8::2)',
    );
  });
});
