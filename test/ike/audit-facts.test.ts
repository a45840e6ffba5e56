import { describe, expect, it } from 'vitest';
import { parseRange } from '../../src/base/address.ts';
import { algorithmFacts, filterFacts } from '../../src/ike/audit-facts.ts';

const facts = (local: string, remote: string) =>
  filterFacts({
    local: parseRange(local),
    remote: parseRange(remote),
    protocol: 6,
    localPort: 0,
    remotePort: 80,
  });

describe('the facts of a filter', () => {
  it.each([
    ['0.0.0.0/0', '0.0.0.0', '0.0.0.0'],
    ['10.0.0.0/8', '10.0.0.0', '255.0.0.0'],
    ['172.16.0.0/12', '172.16.0.0', '255.240.0.0'],
    ['10.1.2.0/23', '10.1.2.0', '255.255.254.0'],
    ['10.1.2.128/25', '10.1.2.128', '255.255.255.128'],
    ['192.0.2.1', '192.0.2.1', '255.255.255.255'],
    ['2001:db8::/32', '2001:db8::', '32'],
    ['192.0.2.5-192.0.2.9', '192.0.2.5', 'to 192.0.2.9'],
  ])('of %s are address %s and mask %s', (range, address, mask) => {
    expect(facts(range, '192.0.2.2')).toMatchObject({
      sourceAddress: address,
      sourceMask: mask,
      destinationAddress: '192.0.2.2',
      destinationMask: '255.255.255.255',
      protocol: 6,
      sourcePort: 0,
      destinationPort: 80,
    });
  });
});

describe('the facts of algorithms', () => {
  const des = { encryption: '3des-cbc', keyBits: 192, integrity: 'hmac-sha1-96' } as const;
  const gcm = { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' } as const;
  it('name cipher, integrity and AH apart, and nothing that is not there', () => {
    expect(algorithmFacts({ suite: des })).toEqual({
      encryption: '3DES-CBC',
      integrity: 'HMAC-SHA1-96',
      ah: undefined,
    });
    expect(algorithmFacts({ suite: gcm })).toMatchObject({ integrity: undefined });
    expect(algorithmFacts({ ah: 'hmac-md5-96' })).toEqual({
      encryption: undefined,
      integrity: undefined,
      ah: 'HMAC-MD5-96',
    });
  });
});
