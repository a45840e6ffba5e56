import { beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secret.ts';
import type { Authentication, OwnCertificate } from '../../../src/ike/auth/credentials.ts';
import { peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo } from '../duo.ts';
import { answerAt, byCertificate, certified, NOW } from './certified.ts';

let lab: Lab;
let curves: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW, key: 'rsa1024', flaws: ['weak-key'] });
  curves = await makeLab({ now: NOW, key: 'ec256' });
});

/** One side has a certificate of its own making, the other is sound. */
function play(lame: 'a' | 'b', certificate: OwnCertificate) {
  const sound = byCertificate(lab, { own: ['alpha'] });
  if (sound.method !== 'certificate') throw new Error();
  const authentication: Authentication[] = [{ ...sound, certificates: [certificate] }];
  const duo = new Duo({
    [lame]: { peer: { authentication }, answer: answerAt(NOW) },
    [lame === 'a' ? 'b' : 'a']: certified(lab, { own: ['beta'] }),
  });
  duo.complete();
  return lame === 'a' ? { own: duo.a, peer: duo.b } : { own: duo.b, peer: duo.a };
}

describe.each(['a', 'b'] as const)('a key that does not fit the method, at %s', (lame) => {
  test('in the certificate is refused by the peer, and both say so', () => {
    const { own, peer } = play(lame, peerCertificate(lab.peer('weak-key')));
    expect(peer.failures[0]).toMatchObject({
      code: 'certificate-wrong-key',
      title: `The key in the certificate of ${peer.peer.name} does not fit the method agreed on.`,
      failurePoint: 'Peer',
    });
    expect(peer.failures[0]!.detail).toContain('512');
    expect(own.failures[0]).toMatchObject({
      code: 'peer-says-certificate-wrong-key',
      title: `${own.peer.name} says that the key in this host's certificate does not fit the method.`,
    });
  });

  test('or that cannot be read is said by the host that has it, and told', () => {
    const good = peerCertificate(lab.peer('alpha'));
    const keys = [peerCertificate(curves.peer('alpha')).key!, new Secret(Uint8Array.of(1, 2, 3))];
    for (const key of keys) {
      const { own, peer } = play(lame, { ...good, key });
      expect(own.failures[0]).toMatchObject({
        code: 'certificate-wrong-key',
        title: `This host's private key does not fit the method agreed on with ${own.peer.name}.`,
        failurePoint: 'Me',
      });
      expect(peer.failures[0]).toMatchObject({
        code: 'peer-says-certificate-wrong-key',
        title: `${peer.peer.name} cannot sign: its private key does not fit the method agreed on.`,
      });
    }
  });
});
