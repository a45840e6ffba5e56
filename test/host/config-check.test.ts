import { describe, expect, test } from 'vitest';
import { parseRange } from '../../src/base/address.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import type { HostConfig } from '../../src/host/config.ts';
import { DEFAULT_ESP_EXTRAS } from '../../src/ike/policy.ts';
import { labPair } from './pairs.ts';

const hostWith = (host: Partial<HostConfig>) => () => labPair({ a: { host } });
const [transport] = labPair().a.host.config.policies;
const protect = transport!.protect!;
const entryWith = (changes: Partial<typeof protect>) => ({
  policies: [{ ...transport!, protect: { ...protect, ...changes } }],
});

describe('a host refuses to be made', () => {
  test.each<[string, Partial<HostConfig>]>([
    ['host a: it needs an address', { addresses: [] }],
    ['host a: its two UDP ports must differ', { natPort: 500 }],
    ['its policy is that of Windows', { windows: {} }],
    ['two policy entries are called "transport"', { policies: [transport!, transport!] }],
    [
      '"transport" does not say what to negotiate',
      { policies: [{ ...transport!, protect: undefined }] },
    ],
    ['"transport" negotiates under another name, "x"', entryWith({ name: 'x' })],
    [
      '"transport" negotiates another selector than its own',
      entryWith({ selector: { ...protect.selector, local: parseRange('10.0.0.0/8') } }),
    ],
    ['"transport" names a peer "c" that there is not', entryWith({ peer: 'c' })],
    [
      '"transport" has a replay window of 31, not of 32 to 8192 packets',
      entryWith({ replayWindow: 31 }),
    ],
    [
      'requires extended sequence numbers, and has only suites without integrity',
      entryWith({
        extras: { ...DEFAULT_ESP_EXTRAS, esn: 'require' },
        proposals: [{ protocol: 'esp', suite: parseSuite('aes128-none') }],
      }),
    ],
    [
      'AES-GCM protects integrity itself and takes no HMAC-SHA1-96',
      entryWith({
        proposals: [
          {
            protocol: 'esp',
            suite: { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'hmac-sha1-96' },
          },
        ],
      }),
    ],
  ])('%s', (error, config) => {
    expect(hostWith(config)).toThrow(error);
    expect(hostWith(config)).toThrow(RangeError);
  });

  test('with two peers of one name', () => {
    const [peer] = labPair().a.host.config.peers;
    expect(hostWith({ peers: [peer!, peer!] })).toThrow('two peers have the same name');
  });
});
