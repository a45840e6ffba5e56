import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { encryptMessage } from '../../../src/ike/script/message-cipher.ts';
import { peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { HEADER_OCTETS } from '../../../src/wire/isakmp/header.ts';
import { Bench } from '../bench.ts';
import { Puppet } from '../puppet.ts';
import { certified, NOW } from './certified.ts';
import { RSA_OFFER, signed } from './signer.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, key: 'rsa1024' });
});

/** A responder that gets message 5 as it should be, but for what `bend` does to its octets. */
function play(bend: (clear: Uint8Array) => void): Bench {
  const bench = new Bench(certified(lab, { own: ['beta'] }));
  const puppet = new Puppet(bench, { role: 'initiator', signs: true });
  puppet.offer(RSA_OFFER);
  puppet.exchangeKeys();
  const payloads = signed(puppet, peerCertificate(lab.peer('alpha')));
  const clear = puppet.clear(payloads, { flags: 1 });
  bend(clear.subarray(HEADER_OCTETS));
  puppet.give(encryptMessage(puppet.keys.cbc, puppet.ivOf(0), clear).message);
  return bench;
}

test('message 5 with one bit changed proves nothing, wherever that bit is', () => {
  expect(play(() => undefined).of('main-mode-established')).toHaveLength(1);
  const random = seededRandom('one bit of message 5');
  for (let i = 0; i < 80; i++) {
    const draw = random.bytes(5);
    const bench = play((octets) => {
      const at = ((draw[0]! << 24) | (draw[1]! << 16) | (draw[2]! << 8) | draw[3]!) >>> 0;
      octets[at % octets.length]! ^= 1 << (draw[4]! & 7);
    });
    expect(bench.of('main-mode-established'), `draw ${draw}`).toEqual([]);
    expect(bench.failures.length + bench.drops.length).toBeGreaterThan(0);
  }
});
