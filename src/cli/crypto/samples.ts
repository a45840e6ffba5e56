/**
 * What a provider answers to samples. The same octets from another provider prove, as far as samples
 * can, that both do the same.
 */

import { concat, copy, EMPTY } from '../../base/bytes.ts';
import { seededRandom } from '../../base/random.ts';
import { espLayout, INTEGRITY, keyOctets } from '../../crypto/algorithms.ts';
import { groupFacts } from '../../crypto/groups.ts';
import type { CryptoProvider, EspSuite, GroupId } from '../../crypto/provider.ts';
import type { Subject } from './subjects.ts';

const SAMPLE = Uint8Array.from({ length: 4500 }, (_, i) => (i * 37 + 11) & 0xff);
/** Lengths about the ends of blocks, and about where a provider takes another way for long messages. */
const LENGTHS = [0, 3, 55, 56, 64, 111, 112, 128, 700, 4500];
/** Lengths of packets' bodies in units of padding: a batch in which the lanes end at different times. */
const BODIES = [1, 9, 2, 2, 17, 5, 1];
const HIGH = 7;

/** What a provider makes of a sample of a subject. Throws what the provider throws. */
export function sampleOf(provider: CryptoProvider, subject: Subject): Uint8Array {
  switch (subject.kind) {
    case 'hash':
      return overLengths((message) => provider.hash(subject.name, message));
    case 'hmac': {
      const mac = provider.hmac(subject.name, SAMPLE.subarray(0, 20));
      const long = provider.hmac(subject.name, SAMPLE.subarray(0, 200));
      return overLengths((message) => concat(mac.compute(message), long.compute(message, message)));
    }
    case 'cbc': {
      const cbc = provider.cbc(subject.name, SAMPLE.subarray(0, subject.keyOctets));
      const iv = SAMPLE.subarray(0, cbc.blockOctets);
      const [short, long] = [SAMPLE.subarray(0, 64), SAMPLE.subarray(0, 1600)];
      return concat(
        ...[short, long].flatMap((text) => [cbc.encrypt(iv, text), cbc.decrypt(iv, text)]),
      );
    }
    case 'sealing':
      return sealingSample(provider, subject.keyOctets);
    case 'group':
      return groupSample(provider, subject.group);
    case 'suite':
      return concat(
        packetsSample(provider, subject.suite, false),
        packetsSample(provider, subject.suite, true),
      );
    case 'ah': {
      const key = new Uint8Array(INTEGRITY[subject.integrity].keyOctets).fill(0x5a);
      return concat(
        ...[false, true].flatMap((esn) => {
          const mac = provider.ahMac(subject.integrity, key, { esn });
          return LENGTHS.map((length) => copy(mac.compute(SAMPLE, 0, length, HIGH)));
        }),
      );
    }
  }
}

function overLengths(answer: (message: Uint8Array) => Uint8Array): Uint8Array {
  return concat(...LENGTHS.map((length) => answer(SAMPLE.subarray(0, length))));
}

/** What is sealed, and what of it opens again. */
function sealingSample(provider: CryptoProvider, octets: number): Uint8Array {
  const cipher = provider.sealing(SAMPLE.subarray(0, octets));
  const nonce = SAMPLE.subarray(0, 12);
  const sealed = cipher.seal(nonce, SAMPLE, SAMPLE);
  return concat(sealed, cipher.open(nonce, SAMPLE, sealed) ?? EMPTY);
}

/**
 * A power that even the reference makes at once: of a short exponent, with a public value that is
 * the same for everybody. For curves, a pair of the source given.
 */
function groupSample(provider: CryptoProvider, id: GroupId): Uint8Array {
  const facts = groupFacts(id);
  if (facts.kind === 'ecp') {
    const random = seededRandom(`proof of group ${id}`);
    const mine = provider.generateKeyPair(id, random);
    const other = provider.generateKeyPair(id, random);
    return concat(mine.publicValue, provider.sharedSecret(mine, other.publicValue));
  }
  const peer = Uint8Array.from({ length: facts.publicOctets }, (_, i) => (i * 29 + 5) & 0x7f);
  const pair = { group: id, publicValue: EMPTY, privateValue: Uint8Array.of(0x02, 0x9d) };
  return provider.sharedSecret(pair, peer);
}

/** Packets sealed in two batches and alone, opened again with one of them forged; and what the opener said. */
function packetsSample(provider: CryptoProvider, suite: EspSuite, esn: boolean): Uint8Array {
  const octets = keyOctets(suite);
  const { ivOctets, icvOctets, paddingOctets } = espLayout(suite);
  const keys = {
    encryption: SAMPLE.slice(0, octets.encryption),
    salt: SAMPLE.slice(0, octets.salt),
    integrity: new Uint8Array(octets.integrity).fill(0x5a),
  };
  const count = BODIES.length;
  const spans = new Uint32Array(2 * count);
  const highs = new Uint32Array(count).fill(HIGH);
  let at = 0;
  for (const [i, units] of BODIES.entries()) {
    spans[2 * i] = at;
    at += 8 + ivOctets + units * paddingOctets + icvOctets;
    spans[2 * i + 1] = at;
  }
  const arena = Uint8Array.from({ length: at }, (_, i) => SAMPLE[i % SAMPLE.length]!);
  for (let i = 0; i < count; i++) arena[spans[2 * i]! + 7] = i + 1;
  const sealer = provider.espSealer(suite, keys, seededRandom('proof of a suite'), { esn });
  sealer.seal(arena, spans, 1, highs);
  sealer.seal(arena, spans.subarray(2), count - 1, highs);
  const sealed = copy(arena);
  arena[spans[3]! - 1]! ^= 1;
  const verdicts = new Uint8Array(count);
  const opener = provider.espOpener(suite, keys, { esn });
  opener.open(arena, spans, count - 1, verdicts, highs);
  opener.open(arena, spans.subarray(2 * count - 2), 1, verdicts.subarray(count - 1), highs);
  return concat(sealed, arena, verdicts);
}
