/** The order in which a pre-shared key is looked up: by address, by identity, then the default. */

import { describe, expect, it } from 'vitest';
import { type Address, parseAddress, parseRange } from '../../src/base/address.ts';
import { utf8, utf8Text } from '../../src/base/bytes.ts';
import { Secret } from '../../src/base/secret.ts';
import { policyPort } from '../../src/host/policy-port.ts';
import type { ListedKey } from '../../src/host/preshared-keys.ts';
import { credentials } from '../../src/ike/auth/credentials.ts';
import { preSharedKey } from '../../src/ike/auth/pre-shared-key.ts';
import { phaseOneId } from '../../src/ike/identity.ts';
import type { IdentityConfig, PeerPolicy } from '../../src/ike/policy.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';

const HERE = parseAddress('192.0.2.2');
const BETA: IdentityConfig = { type: 'fqdn', value: 'beta.lab.example' };
const LOOK_UP = { method: 'pre-shared-key', key: undefined, lookUp: true } as const;

function listed(of: string | IdentityConfig | undefined, key: string): ListedKey {
  const secret = new Secret(utf8(key));
  if (of === undefined) return { of: { kind: 'default' }, key: secret };
  if (typeof of !== 'string') return { of: { kind: 'identity', identity: of }, key: secret };
  return { of: { kind: 'address', range: parseRange(of) }, key: secret };
}

/** The policies of a host with one peer, which looks its key up. */
function port(keys: readonly ListedKey[], peer: Partial<PeerPolicy> = {}) {
  const config = pairConfig('a', { peer: { authentication: [LOOK_UP], ...peer } });
  return policyPort({ ...config, presharedKeys: keys });
}

function found(peer: PeerPolicy | undefined): string | undefined {
  const method = credentials(peer?.authentication ?? [], 'pre-shared-key');
  return method?.key && `${utf8Text(method.key.reveal())} by ${method.foundBy}`;
}

const address = listed('192.0.2.2', 'exact');
const small = listed('192.0.2.0/29', 'small');
const large = listed('192.0.2.0/24', 'large');
const byName = listed(BETA, 'name');
const standard = listed(undefined, 'standard');

describe('a pre-shared key that is looked up', () => {
  it.each([
    [[standard, byName, large, small, address], 'exact by address 192.0.2.2'],
    [[standard, byName, large, small], 'small by address 192.0.2.0/29'],
    [[standard, byName, small, large], 'small by address 192.0.2.0/29'],
    [[standard, byName, large], 'large by address 192.0.2.0/24'],
    [
      [standard, byName, listed('192.0.2.3', 'other')],
      'name by identity beta.lab.example (ID_FQDN)',
    ],
    [
      [standard, listed({ type: 'fqdn', value: 'no.lab.example' }, 'no')],
      'standard by every peer, the default',
    ],
    [[listed('192.0.2.3', 'other')], undefined],
  ])('of the list %# is found by address, then identity, then default', (keys, expected) => {
    const policies = port(keys, { remoteIdentity: BETA });
    expect(found(policies.peerNamed('b'))).toBe(expected);
    expect(found(policies.peerFor(HERE))).toBe(expected);
  });

  it('is found by the identity that aggressive mode states, before the one that policy expects', () => {
    const stated = phaseOneId({ type: 'fqdn', value: 'Beta.Lab.Example' }, HERE);
    const policies = port([standard, byName]);
    expect(found(policies.peerFor(HERE, stated))).toBe(
      'name by identity beta.lab.example (ID_FQDN)',
    );
    expect(found(policies.peerFor(HERE))).toBe('standard by every peer, the default');
  });

  it('is found for a peer of any address by where it is', () => {
    const policies = port([small, standard], { address: undefined });
    const at = (text: string): Address => parseAddress(text);
    expect(found(policies.peerFor(at('192.0.2.7')))).toBe('small by address 192.0.2.0/29');
    expect(found(policies.peerFor(at('192.0.2.8')))).toBe('standard by every peer, the default');
    expect(found(policies.peerFor(at('2001:db8::1')))).toBe('standard by every peer, the default');
    // Its renewal goes by where it is too.
    expect(found(policies.peerNamed('b', at('192.0.2.7')))).toBe('small by address 192.0.2.0/29');
  });

  it('keeps the method out of an offer where nothing fits, and says so', () => {
    const peer = port([listed('192.0.2.3', 'other')]).peerNamed('b')!;
    expect(preSharedKey.obstacle(peer)).toMatch(/no entry of its list of pre-shared keys fits/);
    expect(preSharedKey.obstacle(port([standard]).peerNamed('b')!)).toBeUndefined();
  });

  it('is not looked up where policy gives the key itself', () => {
    const key = new Secret(utf8('its own'));
    const own = { authentication: [{ method: 'pre-shared-key', key } as const] };
    expect(found(port([address], own).peerNamed('b'))).toBe('its own by undefined');
  });
});
