/** Some suites by OpenSSL's own functions, as far as they prove themselves, all else by another provider. */

import { copy, equal } from '../../base/bytes.ts';
import { type Random, seededRandom } from '../../base/random.ts';
import { allSuites, espLayout, isGcm, keyOctets } from '../../crypto/algorithms.ts';
import type { CryptoProvider, EspKeys, EspSuite } from '../../crypto/provider.ts';
import type { Libc } from './libc.ts';
import { isNativeCbc, withNativeCbc } from './native-cbc.ts';
import { withNativeGcm } from './native-gcm.ts';
import { type Openssl, openOpenssl } from './openssl.ts';

/** Of the body of a packet that is to prove something: long for every help, and a multiple of every block. */
const PROOF_OCTETS = 1024;
const UNIT_OCTETS = 16;

/** Packets that are to prove something together: enough for what is done side by side. */
const PROOF_PACKETS = 16;

/** What OpenSSL can do, and for which suites. */
interface Help {
  readonly name: string;
  isFor(suite: EspSuite): boolean;
  give(base: CryptoProvider, openssl: Openssl): CryptoProvider;
}

const HELPS: readonly Help[] = [
  { name: 'long GCM', isFor: ({ encryption }) => isGcm(encryption), give: withNativeGcm },
  { name: 'AES-CBC', isFor: isNativeCbc, give: withNativeCbc },
];

/**
 * `base` with that help; undefined where the OpenSSL of this Node cannot be called, or gives other
 * octets than `base`. Throws an EdgeError where koffi is missing.
 */
export async function nativeProvider(
  base: CryptoProvider,
  libc: Libc,
): Promise<CryptoProvider | undefined> {
  const openssl = await openOpenssl(libc);
  if (openssl === undefined) return undefined;
  let provider = base;
  const proved: string[] = [];
  for (const { name, isFor, give } of HELPS) {
    const helped = give(provider, openssl);
    if (!allSuites().every((suite) => !isFor(suite) || isProved(helped, base, suite))) continue;
    provider = helped;
    proved.push(name);
  }
  if (proved.length === 0) return undefined;
  const name = `OpenSSL called directly for ${proved.join(' and ')}, else ${base.name}`;
  return { ...provider, name };
}

/** Whether both give the same octets for a packet, and open it, and refuse it when it is changed; and so for many. */
function isProved(provider: CryptoProvider, base: CryptoProvider, suite: EspSuite): boolean {
  try {
    return givesSame(provider, base, suite) && sealsMany(provider, base, suite);
  } catch {
    // Whatever it is that is missing here, `base` does without.
    return false;
  }
}

function givesSame(provider: CryptoProvider, base: CryptoProvider, suite: EspSuite): boolean {
  const random = seededRandom('proof of native help');
  const keys = keysOf(suite, random);
  const { ivOctets, icvOctets } = espLayout(suite);
  const octets = 8 + ivOctets + PROOF_OCTETS + icvOctets;
  const spans = Uint32Array.of(0, octets);
  const plain = random.bytes(octets);
  const sealedBy = (by: CryptoProvider): Uint8Array => {
    const packet = copy(plain);
    by.espSealer(suite, keys, seededRandom('IV')).seal(packet, spans, 1);
    return packet;
  };
  const ours = sealedBy(provider);
  if (!equal(ours, sealedBy(base))) return false;
  const opener = provider.espOpener(suite, keys);
  const opens = (packet: Uint8Array): boolean => {
    const verdicts = new Uint8Array(1);
    opener.open(packet, spans, 1, verdicts);
    return verdicts[0] === 1;
  };
  const changed = copy(ours);
  changed[octets - 1]! ^= 1;
  if (icvOctets > 0 && opens(changed)) return false;
  if (!opens(ours)) return false;
  const body = 8 + ivOctets;
  return equal(ours.subarray(body, octets - icvOctets), plain.subarray(body, octets - icvOctets));
}

/** Whether `base` opens packets that `provider` sealed together: their IVs are the provider's own. */
function sealsMany(provider: CryptoProvider, base: CryptoProvider, suite: EspSuite): boolean {
  const random = seededRandom('proof of many');
  const keys = keysOf(suite, random);
  const { ivOctets, icvOctets } = espLayout(suite);
  const octets = 8 + ivOctets + PROOF_OCTETS + icvOctets;
  // Not of one length, so that some have no block for the last rows.
  const endOf = (i: number): number => (i + 1) * octets - UNIT_OCTETS * (i % 3);
  const spans = Uint32Array.from({ length: 2 * PROOF_PACKETS }, (_, i) =>
    i % 2 === 0 ? (i / 2) * octets : endOf((i - 1) / 2),
  );
  const plain = random.bytes(PROOF_PACKETS * octets);
  const packets = copy(plain);
  provider.espSealer(suite, keys, random).seal(packets, spans, PROOF_PACKETS);
  const verdicts = new Uint8Array(PROOF_PACKETS);
  base.espOpener(suite, keys).open(packets, spans, PROOF_PACKETS, verdicts);
  return verdicts.every((verdict, i) => {
    const body = [i * octets + 8 + ivOctets, endOf(i) - icvOctets] as const;
    return verdict === 1 && equal(packets.subarray(...body), plain.subarray(...body));
  });
}

function keysOf(suite: EspSuite, random: Random): EspKeys {
  const { encryption, salt, integrity } = keyOctets(suite);
  return {
    encryption: random.bytes(encryption),
    salt: random.bytes(salt),
    integrity: random.bytes(integrity),
  };
}
