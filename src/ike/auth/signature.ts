/** Authentication with signatures and certificates (RFC 2409 5.1, RFC 4754). */

import { EMPTY } from '../../base/bytes.ts';
import type { HashName } from '../../crypto/provider.ts';
import type { DecodedPayload, IdentificationPayload } from '../../wire/isakmp/payload.ts';
import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import { ID_TYPE } from '../../wire/numbers/ipsec.ts';
import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { AuthProblem, Effect } from '../effects.ts';
import { authenticationFailure } from '../failures/authentication.ts';
import { OBSTACLE } from '../failures/methods.ts';
import { ask, expectResult, type MayWait } from '../script/await.ts';
import type { Refusal } from '../script/exchange.ts';
import { certificatePayloads, requestPayloads, sentCertificates } from './certificate-payloads.ts';
import { credentials, type SignatureAlgorithm } from './credentials.ts';
import { keyless } from './keyless.ts';
import type { AuthMethod, Proof, ProofInput, Verified } from './method.ts';
import { certificatesFor, chooseCertificate, nothingForRequest } from './own-certificate.ts';

export const rsaSignatures = signatureMethod(
  IKE_AUTHENTICATION.RSA,
  'RSA signatures',
  'rsa',
  undefined,
);
export const ecdsa256 = signatureMethod(
  IKE_AUTHENTICATION.ECDSA_256,
  'ECDSA on P-256',
  'ecdsa-256',
  'sha256',
);
export const ecdsa384 = signatureMethod(
  IKE_AUTHENTICATION.ECDSA_384,
  'ECDSA on P-384',
  'ecdsa-384',
  'sha384',
);
export const ecdsa521 = signatureMethod(
  IKE_AUTHENTICATION.ECDSA_521,
  'ECDSA on P-521',
  'ecdsa-521',
  'sha512',
);

/** `proofHash` is the hash that belongs to a curve (RFC 4754 7); RSA signs with the hash agreed on. */
function signatureMethod(
  id: number,
  name: string,
  algorithm: SignatureAlgorithm,
  proofHash: HashName | undefined,
): AuthMethod {
  return {
    id,
    name,
    ...keyless('certificate'),
    rank({ authentication }) {
      const { certificates } = credentials(authentication, 'certificate')!;
      const first = certificates.findIndex((one) => one.algorithm === algorithm);
      return first < 0 ? undefined : first;
    },
    forms: {
      3: 'HDR, KE, Ni',
      4: 'HDR, KE, Nr',
      5: 'HDR*, IDii, [ CERT, ] SIG_I',
      6: 'HDR*, IDir, [ CERT, ] SIG_R',
    },
    obstacle(peer) {
      const { authentication } = peer;
      const { trust } = credentials(authentication, 'certificate')!;
      const own = certificatesFor(peer, algorithm);
      if (own.length === 0) return OBSTACLE.noCertificate;
      // Where there is nothing else to try, the attempt itself tells both sides what is missing.
      if (authentication.length > 1 && own.every(({ key }) => key === undefined))
        return OBSTACLE.noPrivateKey(algorithm);
      return trust.roots.length === 0 ? OBSTACLE.noTrustedRoot : undefined;
    },
    hindered: (place, obstacle) =>
      obstacle === OBSTACLE.noPrivateKey(algorithm)
        ? authenticationFailure(place, noPrivateKey(obstacle), 'own')
        : undefined,
    ...(proofHash !== undefined && { proofHash }),
    identity({ sa }) {
      const own = chooseCertificate(sa, algorithm);
      return own && distinguishedName(own.subject);
    },
    besideKeys({ sa, progress }) {
      const { trust, nameRoots } = credentials(sa.peer.authentication, 'certificate')!;
      return { payloads: requestPayloads(trust, nameRoots), progress };
    },
    prove: (input) => prove(input, algorithm),
    verify: (input, id, payloads) => verify(input, algorithm, id, payloads),
  };
}

/** RFC 4945 3.1.5: the subject as it stands in the certificate. */
function distinguishedName(data: Uint8Array): IdentificationPayload {
  const idType = ID_TYPE.ID_DER_ASN1_DN;
  return { kind: 'id', type: PAYLOAD.ID, idType, protocol: 0, port: 0, data };
}

function prove(input: ProofInput, algorithm: SignatureAlgorithm): MayWait<Proof> {
  const { sa, hash, place } = input;
  const own = chooseCertificate(sa, algorithm);
  const failed = (problem: AuthProblem): Proof => ({
    failure: authenticationFailure(place, problem, 'own'),
  });
  if (own === undefined) return failed(nothingForRequest(sa, algorithm));
  if (own.key === undefined) {
    const what = `the private key of the certificate ${own.name} (${own.subjectText}) is not there`;
    return failed(noPrivateKey(what));
  }
  const effect: Effect = { kind: 'sign', algorithm, key: own.key, hash };
  return ask(effect, (result) => {
    if (result.kind === 'problem') return failed(result.problem);
    const { signature } = expectResult(result, 'signed');
    const proof = { kind: 'sig', type: PAYLOAD.SIG, data: signature } as const;
    return { payloads: [...certificatePayloads(own), proof] };
  });
}

/** `what` is a sentence without its end. */
function noPrivateKey(what: string): AuthProblem {
  const detail = `${what.slice(0, 1).toUpperCase()}${what.slice(1)}.`;
  return { code: 'no-private-key', subject: '', detail, facts: [] };
}

function verify(
  { sa, hash, place }: ProofInput,
  algorithm: SignatureAlgorithm,
  id: IdentificationPayload | undefined,
  payloads: readonly DecodedPayload[],
): MayWait<Verified | Refusal> {
  const { trust } = credentials(sa.peer.authentication, 'certificate')!;
  const sent = sentCertificates(payloads);
  const signature = payloads.find((payload) => payload.kind === 'sig');
  const effect: Effect = {
    kind: 'verify',
    algorithm,
    hash,
    signature: signature?.data.slice() ?? EMPTY,
    certificates: sent.certificates,
    wrapped: sent.wrapped,
    revocationLists: sent.revocationLists,
    identity: { idType: id?.idType ?? 0, data: id?.data.slice() ?? EMPTY },
    trust,
  };
  return ask(effect, (result): Verified | Refusal => {
    if (result.kind === 'problem') {
      const problem = withEncodings(result.problem, sent.notRead);
      return { failure: authenticationFailure(place, problem, 'peer'), proven: true };
    }
    const { subject, issuer } = expectResult(result, 'verified').certificate;
    return { by: `certificate ${subject}, issued by ${issuer}` };
  });
}

/** Where no certificate was usable, what else the peer sent explains it. */
function withEncodings(problem: AuthProblem, notRead: readonly string[]): AuthProblem {
  if (problem.code !== 'no-certificate-from-peer' || notRead.length === 0) return problem;
  const detail = `It sent certificates in an encoding that this host does not read (${notRead.join(', ')}), and none in another.`;
  return { ...problem, detail };
}
