/** A peer played by hand that signs: RSA, with the certificate of a laboratory. */

import { EMPTY } from '../../../src/base/bytes.ts';
import type { OwnCertificate } from '../../../src/ike/auth/credentials.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import type { Payload } from '../../../src/wire/isakmp/payload.ts';
import { data, id, MAIN_MODE_ROWS, mainModeSa } from '../payloads.ts';
import type { Puppet } from '../puppet.ts';
import { NOW } from './certified.ts';

/** The usual offer, with RSA signatures. */
export const RSA_OFFER = mainModeSa(
  MAIN_MODE_ROWS.map(([type, value]) => (type === 3 ? ([3, 3] as const) : [type, value])),
);

export function certificate(octets: Uint8Array, encoding = 4): Payload {
  return { kind: 'cert', type: 6, encoding, data: octets };
}

/** A request for an authority; for any unless said. */
export function request(authority: Uint8Array = EMPTY, encoding = 4): Payload {
  return { kind: 'certreq', type: 7, encoding, data: authority };
}

/** ID, certificates and SIG of message 5 or 6, the identity being the subject unless said. */
export function signed(
  puppet: Puppet,
  own: OwnCertificate,
  certificates: readonly Payload[] = [own.certificate, ...own.chain].map((one) => certificate(one)),
  identity = id(9, own.subject),
): Payload[] {
  const [, digest] = puppet.proof(identity);
  if (digest?.kind !== 'hash' || own.key === undefined) throw new Error('nothing to sign');
  const effect = {
    kind: 'sign',
    algorithm: own.algorithm,
    key: own.key,
    hash: digest.data,
  } as const;
  const result = answerPki(effect, NOW);
  if (result.kind !== 'signed') throw new Error(result.kind);
  return [identity, ...certificates, data('sig', result.signature)];
}
