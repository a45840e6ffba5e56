/** Certificates for the soak: both hosts prove themselves with one, and whoever checks takes time. */

import { type Random, randomFraction } from '../../src/base/random.ts';
import { labTrust, peerCertificate } from '../../src/lab/pki/credentials.ts';
import type { Lab } from '../../src/lab/pki/lab.ts';
import { answerPki } from '../../src/net/pki/answer.ts';
import type { PairName, SideOptions } from '../../src/sim/pair-config.ts';
import type { AnswerEffect } from '../../src/sim/world.ts';

/** When virtual time begins, on the wall clock. */
export const SOAK_START = Date.UTC(2026, 0, 1);

const PEERS = { a: 'alpha', b: 'beta' } as const;
const SECOND = 1000;

/** A side with its certificate; aggressive mode has none. */
export function certifiedSide(lab: Lab, name: PairName, side: SideOptions): SideOptions {
  const authentication = [
    {
      method: 'certificate',
      certificates: [peerCertificate(lab.peer(PEERS[name]))],
      trust: labTrust(lab, { revocation: 2 }),
      nameRoots: true,
    },
  ] as const;
  const dialect = side.peer?.dialect;
  const plain =
    dialect === undefined ? {} : { dialect: { ...dialect, aggressive: 'never' } as const };
  return { peer: { ...side.peer, ...plain, authentication } };
}

/** Answers soon while the network is good; else late, and sometimes too late or never. */
export function slowAnswer(isGood: () => boolean, random: Random): AnswerEffect {
  return (effect, now) => {
    if (effect.kind !== 'sign' && effect.kind !== 'verify') throw new Error(effect.kind);
    const result = answerPki(effect, SOAK_START + now);
    const luck = randomFraction(random);
    const share = randomFraction(random);
    if (isGood()) return { result, after: share * 0.2 * SECOND };
    if (luck < 0.1) return undefined;
    return { result, after: share * (luck < 0.2 ? 30 : 1.5) * SECOND };
  };
}
