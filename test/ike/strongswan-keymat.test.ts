import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { concat, fromHex, readU32, toHex, utf8 } from '../../src/base/bytes.ts';
import { divideKeymat, keyOctets } from '../../src/crypto/algorithms.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import {
  deriveSkeyids,
  expandCipherKey,
  hash1,
  hash2,
  hash3,
  keymat,
  natDetectionHash,
  phase1Iv,
  phase2Iv,
  phaseOneHash,
  skeyidOfPresharedKey,
  skeyidOfSignatures,
} from '../../src/ike/keymat.ts';
import { decryptMessage, encryptMessage } from '../../src/ike/script/message-cipher.ts';
import { CELLS, cbcOf, lastPhase1Block, messageOf } from './strongswan.ts';
import { suiteOf } from './strongswan-suite.ts';

const providers = [nodeProvider, nobleProvider];
const rows = providers.flatMap((provider) =>
  CELLS.map((cell) => ({ name: `${provider.name}: ${cell.name}`, provider, cell })),
);

test('there are cells to compare with', () => expect(CELLS.length).toBeGreaterThanOrEqual(28));

describe.each(rows)('what strongSwan computed ($name)', ({ provider, cell }) => {
  const { hash } = cell;
  const cookies = fromHex(cell.initiatorCookie + cell.responderCookie);
  const skeyidA = fromHex(cell.skeyidA);

  test('SKEYID, SKEYID_d, _a, _e and the cipher key', () => {
    const [ni, nr] = [fromHex(cell.ni), fromHex(cell.nr)];
    const skeyid =
      cell.psk === null
        ? skeyidOfSignatures(provider, hash, ni, nr, fromHex(cell.gxy))
        : skeyidOfPresharedKey(provider, hash, utf8(cell.psk), ni, nr);
    expect(toHex(skeyid)).toBe(cell.skeyid);
    const skeyids = deriveSkeyids(provider, hash, skeyid, fromHex(cell.gxy), cookies);
    expect(toHex(skeyids.skeyidD)).toBe(cell.skeyidD);
    expect(toHex(skeyids.skeyidA)).toBe(cell.skeyidA);
    expect(toHex(skeyids.skeyidE)).toBe(cell.skeyidE);
    const octets = cell.cipherKey.length / 2;
    expect(toHex(expandCipherKey(provider, hash, skeyids.skeyidE, octets))).toBe(cell.cipherKey);
  });

  test('HASH_I and HASH_R', () => {
    const [gxi, gxr] = [fromHex(cell.gxi), fromHex(cell.gxr)];
    const [cki, ckr] = [fromHex(cell.initiatorCookie), fromHex(cell.responderCookie)];
    const saBody = fromHex(cell.saiBody);
    const proofHash = cell.authentication?.hash ?? hash;
    const ofInitiator = phaseOneHash(provider, proofHash, fromHex(cell.skeyid), {
      ownPublic: gxi,
      otherPublic: gxr,
      ownCookie: cki,
      otherCookie: ckr,
      saBody,
      ownIdBody: fromHex(cell.hashI.idBody),
    });
    expect(toHex(ofInitiator)).toBe(cell.hashI.value);
    const ofResponder = phaseOneHash(provider, proofHash, fromHex(cell.skeyid), {
      ownPublic: gxr,
      otherPublic: gxi,
      ownCookie: ckr,
      otherCookie: cki,
      saBody,
      ownIdBody: fromHex(cell.hashR.idBody),
    });
    expect(toHex(ofResponder)).toBe(cell.hashR.value);
  });

  test('the hashes of NAT-D', () => {
    for (const { hash: value, address, port } of cell.natDetection.inputs) {
      const own = natDetectionHash(provider, hash, cookies, parseAddress(address), port);
      expect(toHex(own)).toBe(value);
    }
  });

  test('the IV of every encrypted message, and what it encrypts', () => {
    const cbc = cbcOf(cell);
    const chains = new Map<string, Uint8Array>();
    const first = phase1Iv(
      provider,
      hash,
      fromHex(cell.gxi),
      fromHex(cell.gxr),
      cell.initialIv.length / 2,
    );
    expect(toHex(first)).toBe(cell.initialIv);
    chains.set('00000000', first);
    for (const datagram of cell.datagrams.filter(({ encrypted }) => encrypted)) {
      const { messageId, iv, nextIv, plaintext } = datagram;
      const mid = readU32(fromHex(messageId), 0);
      const own = chains.get(messageId) ?? phase2Iv(provider, hash, lastPhase1Block(cell), mid);
      expect(toHex(own)).toBe(iv);
      const message = messageOf(datagram);
      const opened = decryptMessage(cbc, own, message)!;
      expect(toHex(opened.message.subarray(28))).toBe(plaintext);
      expect(toHex(opened.nextIv)).toBe(nextIv);
      expect(toHex(encryptMessage(cbc, own, opened.message).message)).toBe(toHex(message));
      chains.set(messageId, opened.nextIv);
    }
  });

  test('HASH(1), HASH(2) and HASH(3)', () => {
    const { ni, nr } = cell.quickMode;
    for (const { hash: digest, messageId } of cell.datagrams) {
      if (digest === undefined) continue;
      const mid = readU32(fromHex(messageId), 0);
      const input = fromHex(digest.input);
      const [nonceI, nonceR] = [fromHex(ni), fromHex(nr)];
      const own = {
        'HASH(1)': () => hash1(provider, hash, skeyidA, mid, input.subarray(4)),
        'HASH(2)': () =>
          hash2(provider, hash, skeyidA, mid, nonceI, input.subarray(4 + nonceI.length)),
        'HASH(3)': () => hash3(provider, hash, skeyidA, mid, nonceI, nonceR),
      }[digest.name];
      expect(toHex(own!()), digest.name).toBe(digest.value);
    }
  });

  test('KEYMAT of both SAs, and its division', () => {
    const { quickMode } = cell;
    const suite = suiteOf(cell);
    for (const sa of [quickMode.initiatorToResponder, quickMode.responderToInitiator]) {
      const material = keymat(
        provider,
        hash,
        fromHex(cell.skeyidD),
        {
          sharedSecret: fromHex(quickMode.pfsSharedSecret ?? ''),
          protocol: 3,
          spi: readU32(fromHex(sa.spi), 0),
          initiatorNonce: fromHex(quickMode.ni),
          responderNonce: fromHex(quickMode.nr),
        },
        keyOctets(suite).total,
      );
      expect(sa.keymat.startsWith(toHex(material))).toBe(true);
      const keys = divideKeymat(suite, material);
      expect(toHex(keys.encryption)).toBe(sa.encryptionKey ?? '');
      expect(toHex(keys.salt)).toBe(sa.salt ?? '');
      expect(toHex(keys.integrity)).toBe(sa.authenticationKey ?? '');
      expect(toHex(concat(keys.encryption, keys.salt, keys.integrity))).toBe(toHex(material));
    }
  });
});
