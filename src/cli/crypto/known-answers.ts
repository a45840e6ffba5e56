/**
 * Answers that stand in RFCs: truth that owes nothing to any provider. Where a subject has none, the
 * reference provider's answer is what counts, and the parts that it is made of have theirs.
 */

import { concat, equal, fromHex, utf8 } from '../../base/bytes.ts';
import { seededRandom } from '../../base/random.ts';
import { divideKeymat, espLayout } from '../../crypto/algorithms.ts';
import type { CryptoProvider, EspSuite, GroupId, HashName } from '../../crypto/provider.ts';
import type { Subject } from './subjects.ts';

/** Whether a provider gives the known answer for a subject; undefined where no RFC has one. */
export function knowsAnswer(provider: CryptoProvider, subject: Subject): boolean | undefined {
  switch (subject.kind) {
    case 'hash':
      return isAnswer(HASH_OF_ABC[subject.name], provider.hash(subject.name, utf8('abc')));
    case 'hmac': {
      const mac = provider.hmac(subject.name, utf8('Jefe'));
      const octets = mac.compute(utf8('what do ya want '), utf8('for nothing?'));
      return isAnswer(HMAC_OF_JEFE[subject.name], octets);
    }
    case 'cbc':
      return cbcAnswer(provider, subject.name, subject.keyOctets);
    case 'group':
      return groupAnswer(provider, subject.group);
    case 'suite':
      return suiteAnswer(provider, subject.suite);
    case 'ah':
      return subject.integrity === 'aes-xcbc-96' ? xcbcAnswer(provider) : undefined;
    case 'sealing':
      return undefined;
  }
}

/** RFC 1321 A.5 and FIPS 180-2 A to D: the hash of "abc". */
const HASH_OF_ABC: Readonly<Record<HashName, string>> = {
  md5: '900150983cd24fb0d6963f7d28e17f72',
  sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha384: [
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc23',
    '58baeca134c825a7',
  ].join(''),
  sha512: [
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a8',
    '36ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ].join(''),
};

/** RFC 2202 2 and 3, RFC 4231 4.3: test case 2. */
const HMAC_OF_JEFE: Readonly<Record<HashName, string>> = {
  md5: '750c783e6ab0b503eaa86e310a5db738',
  sha1: 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  sha256: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  sha384: [
    'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c7',
    '8b3239ecfab21649',
  ].join(''),
  sha512: [
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a',
    '6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ].join(''),
};

/** RFC 5903 8: the initiator's private value, the responder's public one, the secret. */
const CURVES: Partial<Record<GroupId, readonly [string, string, string]>> = {
  19: [
    'c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433',
    [
      'd12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e',
      '8157854c13c58d6aac23f046ada30f8353e74f33039872ab',
    ].join(''),
    'd6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de',
  ],
  20: [
    [
      '099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee',
      '3faef896783ab194',
    ].join(''),
    [
      'e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def9',
      '6fda41d0774a3571dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1ff',
      'f83fa40142209dff5eaad96db9e6386c',
    ].join(''),
    [
      '11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d0',
      '9cf5d4a270f59746',
    ].join(''),
  ],
  21: [
    [
      '0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa85a30fe1c295',
      '2c6771d937ba9777f5957b2639bab072462f68c27a57382d4a52',
    ].join(''),
    [
      '00d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b97c356436adc6e',
      '95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012d9460f015c68226383956e3bd066e797b6',
      '23c27ce0eac2f551a10c2c724d9852077b87220b6536c5c408a1d2aebb8e86d678ae49cb57091f47',
      '32296579ab44fcd17f0fc56a',
    ].join(''),
    [
      '01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1427e73ca4baa24',
      '0a34786859810c06b3c715a3a8cc3151f2bee417996d19f3ddea',
    ].join(''),
  ],
};

function isAnswer(known: string, octets: Uint8Array): boolean {
  return equal(fromHex(known), octets);
}

/** FIPS 81 table C1 for DES, and for 3DES, which is DES if all keys are one; RFC 3602 4, case 1. */
function cbcAnswer(
  provider: CryptoProvider,
  name: 'des-cbc' | '3des-cbc' | 'aes-cbc',
  keyOctets: number,
): boolean | undefined {
  if (name === 'aes-cbc') {
    if (keyOctets !== 16) return undefined;
    const cbc = provider.cbc(name, fromHex('06a9214036b8a15b512e03d534120006'));
    const iv = fromHex('3dafba429d9eb430b422da802c9fac41');
    return isAnswer('e353779c1079aeb82708942dbe77181a', cbc.encrypt(iv, utf8('Single block msg')));
  }
  const single = fromHex('0123456789abcdef');
  const key = name === 'des-cbc' ? single : concat(single, single, single);
  const encrypted = provider
    .cbc(name, key)
    .encrypt(fromHex('1234567890abcdef'), utf8('Now is the time for all '));
  return isAnswer('e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6', encrypted);
}

function groupAnswer(provider: CryptoProvider, group: GroupId): boolean | undefined {
  const known = CURVES[group];
  if (known === undefined) return undefined;
  const [mine, theirs, secret] = known;
  const pair = { group, publicValue: new Uint8Array(0), privateValue: fromHex(mine) };
  return isAnswer(secret, provider.sharedSecret(pair, fromHex(theirs)));
}

/** draft-mcgrew-gcm-test-01 4, case 4; RFC 7634 A. */
function suiteAnswer(provider: CryptoProvider, suite: EspSuite): boolean | undefined {
  if (suite.encryption === 'chacha20-poly1305') return sealsTo(provider, suite, CHACHA_PACKET);
  if (suite.encryption === 'aes-gcm-16' && suite.keyBits === 128)
    return sealsTo(provider, suite, GCM_PACKET);
  return undefined;
}

interface KnownPacket {
  readonly keymat: string;
  readonly body: string;
  /** From the SPI to the end of the ICV. */
  readonly sealed: string;
}

const CHACHA_PACKET: KnownPacket = {
  keymat: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3',
  body: [
    '45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec100007362708090a0b',
    '0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233',
    '3435363701020204',
  ].join(''),
  sealed: [
    '0102030400000005101112131415161724039428b97f417e3c13753a4f05087b67c352e6a7fab1b9',
    '82d466ef407ae5c614ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3',
    'cbec163fac469b502773f6fb94e664da9165b82829f641e076aaa8266b7fb0f7b11b369907e1ad43',
  ].join(''),
};

const GCM_PACKET: KnownPacket = {
  keymat: '0000000000000000000000000000000000000000',
  body: [
    '4500003c99c500008001cb7a40679318010101010800075c020044006162636465666768696a6b6c',
    '6d6e6f707172737475767761626364656667686901020201',
  ].join(''),
  sealed: [
    '000000000000000100000000000000004688daf2f973a392732909c331d56d60f694abaa414b5e7f',
    'f5fdcdfff5e9a284456476492719ffb64de7d9dca1e1d894bc3bd57873ed4d181d19d4d5c8c18af3',
    'f821d496eeb096e98ad2b69e4799c71d',
  ].join(''),
};

function sealsTo(provider: CryptoProvider, suite: EspSuite, known: KnownPacket): boolean {
  const expected = fromHex(known.sealed);
  const { ivOctets } = espLayout(suite);
  const packet = new Uint8Array(expected.length);
  packet.set(expected.subarray(0, 8));
  packet.set(fromHex(known.body), 8 + ivOctets);
  const keys = divideKeymat(suite, fromHex(known.keymat));
  const sealer = provider.espSealer(suite, keys, seededRandom('not used'));
  sealer.sealWithIv(packet, 0, packet.length, expected.subarray(8, 8 + ivOctets));
  if (!equal(packet, expected)) return false;
  const verdicts = new Uint8Array(1);
  provider.espOpener(suite, keys).open(packet, Uint32Array.of(0, packet.length), 1, verdicts);
  return (
    verdicts[0] === 1 &&
    equal(packet.subarray(8 + ivOctets).subarray(0, known.body.length / 2), fromHex(known.body))
  );
}

/** RFC 3566 4.6, case 2. */
function xcbcAnswer(provider: CryptoProvider): boolean {
  const mac = provider.ahMac('aes-xcbc-96', fromHex('000102030405060708090a0b0c0d0e0f'));
  return isAnswer('5b376580ae2f19afe7219cee', mac.compute(Uint8Array.of(0, 1, 2), 0, 3));
}
