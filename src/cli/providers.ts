/** Which cryptography a process uses. */

import { concat, copy, EMPTY, equal } from '../base/bytes.ts';
import { seededRandom } from '../base/random.ts';
import { espLayout, INTEGRITY, keyOctets, suiteLabel } from '../crypto/algorithms.ts';
import { nobleProvider } from '../crypto/noble.ts';
import { nodeProvider } from '../crypto/node.ts';
import type {
  AhIntegrity,
  CbcName,
  CryptoProvider,
  EspSuite,
  GroupId,
  HashName,
} from '../crypto/provider.ts';

export const CRYPTO_CHOICES = ['auto', 'node', 'noble'] as const;
export type CryptoChoice = (typeof CRYPTO_CHOICES)[number];

/** The provider for a choice. */
export function chooseProvider(choice: CryptoChoice): CryptoProvider {
  if (choice === 'noble') return nobleProvider;
  return choice === 'node' ? nodeProvider : provenProvider(nodeProvider, nobleProvider);
}

/**
 * The fast provider wherever it gives the reference's answer to a test before its first use,
 * algorithm by algorithm; the reference elsewhere. OpenSSL may be built without DES or MD5.
 */
export function provenProvider(fast: CryptoProvider, reference: CryptoProvider): CryptoProvider {
  const chosen = new Map<string, CryptoProvider>();
  const choose = (what: string, proves: () => boolean): CryptoProvider => {
    let provider = chosen.get(what);
    if (provider === undefined) {
      provider = passes(proves) ? fast : reference;
      chosen.set(what, provider);
    }
    return provider;
  };
  const both = (answer: (provider: CryptoProvider) => Uint8Array) => () =>
    equal(answer(fast), answer(reference));
  const forHash = (name: HashName): CryptoProvider =>
    choose(
      `hash ${name}`,
      both((provider) => provider.hash(name, SAMPLE)),
    );
  const forMac = (name: HashName): CryptoProvider =>
    choose(
      `hmac ${name}`,
      both((provider) => provider.hmac(name, SAMPLE).compute(SAMPLE)),
    );
  const forCbc = (name: CbcName, key: Uint8Array): CryptoProvider =>
    choose(
      `${name} ${key.length}`,
      both((provider) => cbcSample(provider, name, key.length)),
    );
  const forSealing = (key: Uint8Array): CryptoProvider =>
    choose(
      `aes-gcm ${key.length}`,
      both((provider) => sealingSample(provider, key.length)),
    );
  const forGroup = (group: GroupId): CryptoProvider =>
    choose(`group ${group}`, () => agreesWithItself(fast, group));
  const forSuite = (suite: EspSuite): CryptoProvider =>
    choose(
      suiteLabel(suite),
      both((provider) => sealedSample(provider, suite)),
    );
  const forAh = (integrity: AhIntegrity): CryptoProvider =>
    choose(
      `ah ${integrity}`,
      both((provider) => ahSample(provider, integrity)),
    );
  return {
    name: `${fast.name} where proven, else ${reference.name}`,
    hash: (name, ...parts) => forHash(name).hash(name, ...parts),
    hmac: (name, key) => forMac(name).hmac(name, key),
    cbc: (name, key) => forCbc(name, key).cbc(name, key),
    sealing: (key) => forSealing(key).sealing(key),
    generateKeyPair: (group, random) => forGroup(group).generateKeyPair(group, random),
    sharedSecret: (pair, peer) => forGroup(pair.group).sharedSecret(pair, peer),
    espSealer: (suite, keys, random, options) =>
      forSuite(suite).espSealer(suite, keys, random, options),
    espOpener: (suite, keys, options) => forSuite(suite).espOpener(suite, keys, options),
    ahMac: (integrity, key, options) => forAh(integrity).ahMac(integrity, key, options),
  };
}

const SAMPLE = Uint8Array.from({ length: 64 }, (_, i) => (i * 37 + 11) & 0xff);

function passes(proves: () => boolean): boolean {
  try {
    return proves();
  } catch {
    return false;
  }
}

function cbcSample(provider: CryptoProvider, name: CbcName, keyLength: number): Uint8Array {
  const cbc = provider.cbc(name, SAMPLE.subarray(0, keyLength));
  return cbc.encrypt(SAMPLE.subarray(0, cbc.blockOctets), SAMPLE);
}

/** What is sealed, and what of it opens again. */
function sealingSample(provider: CryptoProvider, keyLength: number): Uint8Array {
  const cipher = provider.sealing(SAMPLE.subarray(0, keyLength));
  const nonce = SAMPLE.subarray(0, 12);
  const sealed = cipher.seal(nonce, SAMPLE, SAMPLE);
  return concat(sealed, cipher.open(nonce, SAMPLE, sealed) ?? EMPTY);
}

/** Two key pairs give one secret. The reference would take long over the large groups. */
function agreesWithItself(provider: CryptoProvider, group: GroupId): boolean {
  const random = seededRandom(`proof of group ${group}`);
  const [left, right] = [0, 1].map(() => provider.generateKeyPair(group, random));
  const mine = provider.sharedSecret(left!, right!.publicValue);
  return equal(mine, provider.sharedSecret(right!, left!.publicValue));
}

/** One packet as the SA numbers it with 32 bits, and one with 64. */
function sealedSample(provider: CryptoProvider, suite: EspSuite): Uint8Array {
  return concat(sealedPacket(provider, suite, false), sealedPacket(provider, suite, true));
}

/** The ICV of a packet numbered with 32 bits, and of one with 64. */
function ahSample(provider: CryptoProvider, integrity: AhIntegrity): Uint8Array {
  const key = new Uint8Array(INTEGRITY[integrity].keyOctets).fill(0x5a);
  return concat(
    ...[false, true].map((esn) =>
      copy(provider.ahMac(integrity, key, { esn }).compute(SAMPLE, 0, SAMPLE.length, 7)),
    ),
  );
}

function sealedPacket(provider: CryptoProvider, suite: EspSuite, esn: boolean): Uint8Array {
  const octets = keyOctets(suite);
  const layout = espLayout(suite);
  const keys = {
    encryption: SAMPLE.slice(0, octets.encryption),
    salt: SAMPLE.slice(0, octets.salt),
    integrity: new Uint8Array(octets.integrity).fill(0x5a),
  };
  const packet = new Uint8Array(8 + layout.ivOctets + SAMPLE.length + layout.icvOctets);
  packet.set(SAMPLE.subarray(0, 4));
  packet[7] = 1;
  packet.set(SAMPLE, 8 + layout.ivOctets);
  const sealer = provider.espSealer(suite, keys, seededRandom('proof of a suite'), { esn });
  sealer.seal(packet, Uint32Array.of(0, packet.length), 1, Uint32Array.of(7));
  return packet;
}
