/**
 * Cryptography used once before the first message. A provider proves each algorithm when it is first
 * asked for, and the engine compiles it then: a tenth of a second in which a peer that waits for an
 * answer sends its message again.
 */

import { seededRandom } from '../../base/random.ts';
import { divideKeymat, INTEGRITY, keyOctets } from '../../crypto/algorithms.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { HostConfig } from '../../host/config.ts';
import type { MainModeProposal } from '../../ike/policy.ts';

/** What Windows hosts agree on where policy says nothing else: theirs comes later, from its source. */
const USUAL: MainModeProposal = { encryption: '3des-cbc', keyBits: 192, hash: 'sha1', group: 2 };

/** Uses what a host's peers and policies name first. */
export function warmUp(provider: CryptoProvider, { peers, policies, windows }: HostConfig): void {
  const random = seededRandom('warm up');
  const mainModes = peers.flatMap(({ proposals }) => proposals.slice(0, 1));
  for (const { encryption, keyBits, hash, group } of windows ? [...mainModes, USUAL] : mainModes) {
    provider.hash(hash, random.bytes(1));
    provider.hmac(hash, random.bytes(20)).compute(random.bytes(1));
    provider.cbc(encryption, random.bytes(keyBits / 8));
    const pair = provider.generateKeyPair(group, random);
    provider.sharedSecret(pair, pair.publicValue);
  }
  for (const { suite, ah } of policies.flatMap(
    ({ protect }) => protect?.proposals.slice(0, 1) ?? [],
  )) {
    if (suite !== undefined) {
      const keys = divideKeymat(suite, random.bytes(keyOctets(suite).total));
      provider.espSealer(suite, keys, random);
      provider.espOpener(suite, keys);
    }
    if (ah !== undefined) provider.ahMac(ah, random.bytes(INTEGRITY[ah].keyOctets));
  }
}
