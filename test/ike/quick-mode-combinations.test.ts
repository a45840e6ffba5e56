/** Offers of bundles: a few hundred transforms combine to ten thousands, of which so many are looked at. */

import { expect, test } from 'vitest';
import { rangeOfAll } from '../../src/base/address.ts';
import { childPolicy } from '../../src/host/windows/child-policy.ts';
import { offerQuickMode, selectQuickMode } from '../../src/ike/offers/quick-mode-offer.ts';
import { RFC_UDP_MODES } from '../../src/ike/offers/quick-mode-transform.ts';
import { type ChildPolicy, DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import type { SecurityMethod } from '../../src/policy/model.ts';
import type { SaPayload } from '../../src/wire/isakmp/payload.ts';

const EVERYONE = rangeOfAll(4);
const SELECTOR = { local: EVERYONE, remote: EVERYONE, protocol: 0, localPort: 0, remotePort: 0 };
const UDP = { use: 'never', modes: RFC_UDP_MODES } as const;

const bundle = (ah: 'MD5' | 'SHA1', encryption: 'DES' | '3DES'): SecurityMethod => ({
  ah,
  esp: { encryption, integrity: 'None' },
  kilobytes: 0,
  seconds: 0,
});

function child(...methods: SecurityMethod[]): ChildPolicy {
  const traffic = {
    name: 'all',
    peer: '192.0.2.2',
    mode: 'transport',
    selector: SELECTOR,
  } as const;
  const policy = { name: 'all', source: 'local', soft: false, pfs: 'none', methods } as const;
  return childPolicy(traffic, policy, undefined);
}

/** One method, each of its two transforms so many times over. */
function offerOf(method: SecurityMethod, times: number, number: number): SaPayload {
  const offer = offerQuickMode(child(method), { esp: 4096, ah: 8192 }, UDP, DEFAULT_DIALECT);
  const proposals = offer.proposals.map((one) => ({
    ...one,
    number,
    transforms: Array.from({ length: times }, (_, i) => ({ ...one.transforms[0]!, number: i + 1 })),
  }));
  return { ...offer, proposals };
}

function join(...offers: SaPayload[]): SaPayload {
  return { ...offers[0]!, proposals: offers.flatMap(({ proposals }) => proposals) };
}

/** Each half of MD5 with DES fits one of them, and both together none. */
const POLICY = child(bundle('MD5', '3DES'), bundle('SHA1', 'DES'));
const MISFIT = bundle('MD5', 'DES');
const FIT = bundle('SHA1', 'DES');

test('a bundle that fits is found behind some that do not', () => {
  const offer = join(offerOf(MISFIT, 16, 1), offerOf(FIT, 1, 2));
  expect(selectQuickMode(offer, POLICY, UDP)).toMatchObject({
    choice: { ah: 'hmac-sha1-96', suite: { encryption: 'des-cbc' } },
  });
});

test('one behind thousands is not looked for', () => {
  const offer = join(offerOf(MISFIT, 128, 1), offerOf(FIT, 1, 2));
  expect(selectQuickMode(offer, POLICY, UDP)).toMatchObject({ mismatch: { reason: 'proposal' } });
});

test('methods of one protocol are all looked at, behind whatever bundles', () => {
  const alone: SecurityMethod = { ...FIT, ah: undefined };
  const offer = join(offerOf(MISFIT, 128, 1), offerOf(alone, 1, 2));
  const policy = child(bundle('MD5', '3DES'), bundle('SHA1', 'DES'), alone);
  expect(selectQuickMode(offer, policy, UDP)).toHaveProperty('choice');
});
