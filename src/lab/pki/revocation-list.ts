/** Certificate revocation lists, version 2 with a number (RFC 5280 5). */

import 'reflect-metadata';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CRLNumber, id_ce_cRLNumber } from '@peculiar/asn1-x509';
import { AuthorityKeyIdentifierExtension, Extension, X509CrlGenerator } from '@peculiar/x509';
import { keyIdentifier, type Signer, wholeSeconds } from './certificate.ts';
import { type LabKey, signingKey } from './key.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reasons.ts';
import { steadyCrypto } from './steady-crypto.ts';

export interface Revocation {
  /** Hexadecimal. */
  readonly serial: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly reason: RevocationReason;
}

export interface RevocationListSpec {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: readonly Revocation[];
  /** The key that it claims to be signed with, where another signs. */
  readonly claimedKey?: LabKey;
}

/** A list as DER. */
export async function makeRevocationList(
  spec: RevocationListSpec,
  signer: Signer,
): Promise<Uint8Array> {
  const { key, algorithm } = await signingKey(signer.key, signer.hash);
  const number = AsnConvert.serialize(new CRLNumber(spec.number));
  const list = await X509CrlGenerator.create(
    {
      issuer: signer.subject,
      thisUpdate: wholeSeconds(spec.thisUpdate),
      nextUpdate: wholeSeconds(spec.nextUpdate),
      entries: spec.revoked.map(({ serial, at, reason }) => ({
        serialNumber: serial,
        revocationDate: wholeSeconds(at),
        reason: REVOCATION_REASONS[reason],
      })),
      extensions: [
        new AuthorityKeyIdentifierExtension(await keyIdentifier(spec.claimedKey ?? signer.key)),
        new Extension(id_ce_cRLNumber, false, number),
      ],
      signingKey: key,
      signingAlgorithm: algorithm,
    },
    steadyCrypto(signer.key),
  );
  return new Uint8Array(list.rawData);
}
