/** A laboratory whose certificates say where its lists are: on a web server of the test. */

import type { CertificateTrust } from '../../../src/ike/auth/credentials.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import type { VerifyEffect } from '../../../src/net/pki/verify.ts';
import { ID_TYPE } from '../../../src/wire/numbers/ipsec.ts';
import { NOW } from './lab.ts';
import { ListServer } from './list-server.ts';

export interface Fetching {
  readonly server: ListServer;
  readonly lab: Lab;
  /** Gives all lists at their addresses. */
  readonly serve: () => void;
  /** A check of a peer; nothing is at hand and fetching is allowed unless changed. */
  readonly check: (peer: string, changes?: Partial<CertificateTrust>) => VerifyEffect;
}

export async function startFetching(): Promise<Fetching> {
  const server = await ListServer.start();
  const lab = await makeLab({
    now: NOW,
    crlUrl: server.url,
    flaws: ['revoked', 'crl-out-of-date'],
  });
  return {
    server,
    lab,
    serve: () => {
      server.answers.clear();
      server.asked.length = 0;
      for (const {
        authority: { name },
        list,
      } of lab.authorities)
        if (list !== undefined) server.gives(`/${name}.crl`, list);
    },
    check: (peer, changes) => {
      const own = peerCertificate(lab.peer(peer));
      const hash = new Uint8Array(32).fill(7);
      const { algorithm } = own;
      const signed = answerPki({ kind: 'sign', algorithm, key: own.key!, hash }, NOW);
      if (signed.kind !== 'signed') throw new Error('it does not sign');
      return {
        kind: 'verify',
        algorithm,
        hash,
        signature: signed.signature,
        certificates: [own.certificate, ...own.chain],
        revocationLists: [],
        identity: { idType: ID_TYPE.ID_DER_ASN1_DN, data: own.subject },
        trust: labTrust(lab, { revocationLists: [], revocation: 2, fetch: true, ...changes }),
      };
    },
  };
}
