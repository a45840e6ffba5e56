/** How a file says with what hosts prove who they are: keys, certificates, Kerberos. Conversion: authentication-config.ts. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import {
  addressField,
  durationField,
  exactlyOne,
  hexField,
  nameTextField,
  subnetField,
} from './fields.ts';

const secretText = z.string().min(1);
const fileField = z.string().min(1).meta({ description: 'the path of a file, from this one' });
const fileList = z.array(fileField).max(LIMITS.credentialFiles);

/** A pre-shared key is octets: of a text in UTF-8 or UTF-16LE, of hexadecimal digits, or of a file. */
const pskForms = { text: secretText, utf16le: secretText, hex: hexField, file: fileField };

const listedPskField = z.union([secretText, exactlyOne(pskForms)]).meta({
  description:
    'the pre-shared key: a text (UTF-8), or one of { text }, { utf16le } (as Windows stores it), { hex }, { file }',
});

export const pskField = z
  .union([secretText, exactlyOne({ ...pskForms, lookup: z.literal(true) })])
  .meta({
    description:
      'the pre-shared key: a text (UTF-8), or one of { text }, { utf16le } (as Windows stores it), { hex }, { file }, or { lookup: true } to look it up in presharedKeys',
  });

export const identityField = exactlyOne({
  address: addressField,
  fqdn: z.string().min(1).max(255),
  userFqdn: z.string().min(1).max(255),
  keyId: z.string().min(1).max(255),
  dn: nameTextField,
}).meta({
  description:
    'an identity: one of { address }, { fqdn }, { userFqdn }, { keyId }, { dn: "O=Lab, CN=beta" }',
});

const ownShape = {
  certificate: fileField.optional().meta({
    description: "this host's own certificate, PEM or DER; further ones in it are its chain",
  }),
  key: fileField.optional().meta({
    description: 'its private key, PEM or DER, not encrypted; without it nothing can be signed',
  }),
  chain: fileList
    .optional()
    .meta({ description: 'intermediates that are sent with it, the nearest first' }),
  unchecked: z.boolean().optional().meta({
    description:
      "take certificate and key as they are, another's key and weak ones too, to see what peers say of them",
  }),
};

/** The words beside Windows' numbers. */
export const REVOCATION_STRENGTHS = [0, 1, 2, 'off', 'if-revoked', 'strict'] as const;

/** All are optional: what a peer leaves out, the host's own `certificate` says. */
const certificateField = z
  .strictObject({
    ...ownShape,
    certificates: z
      .array(z.strictObject({ ...ownShape, certificate: fileField }))
      .min(1)
      .max(LIMITS.ownCertificates)
      .optional()
      .meta({ description: 'several certificates of its own: the peer asks for one of them' }),
    roots: fileList
      .min(1)
      .optional()
      .meta({ description: 'certificates of the authorities that this host trusts' }),
    known: fileList
      .optional()
      .meta({ description: "intermediates and peers' certificates that need not be sent" }),
    crls: fileList.optional().meta({ description: 'certificate revocation lists, PEM or DER' }),
    revocation: z.literal(REVOCATION_STRENGTHS).optional().meta({
      description:
        'certificate revocation: 0 (off) asks no list, 1 (if-revoked) refuses what a list names, 2 (strict) refuses also where a list is missing or out of date; 1 unless said',
    }),
    fetch: z
      .boolean()
      .optional()
      .meta({ description: 'fetch lists over HTTP from addresses in certificates; false' }),
    nameRoots: z
      .boolean()
      .optional()
      .meta({ description: 'ask peers for certificates under these roots; false asks for any' }),
  })
  .meta({ description: 'certificates: { certificate, key, chain, roots, crls, revocation }' });

const principalField = z.string().min(1).max(255);

const kerberosPeerField = z
  .strictObject({
    remotePrincipal: principalField.optional().meta({
      description: 'the one principal that the peer may be; any of the realm unless said',
    }),
  })
  .meta({ description: 'Kerberos: {}, or { remotePrincipal: host/beta.lab.example }' });

/** A host without this is in no domain. */
export const kerberosHostField = z
  .strictObject({
    realm: fileField.meta({ description: "the stub realm's file: its principals and their keys" }),
    principal: principalField.meta({
      description: 'who this host is, like host/alpha.lab.example; @REALM is added unless written',
    }),
    key: exactlyOne({ hex: hexField, password: secretText, file: fileField }).optional().meta({
      description:
        "this host's own key, one of { hex }, { password }, { file }; that of the realm's file unless said",
    }),
    clockSkew: durationField.prefault('5m'),
  })
  .meta({ description: 'the membership of this host in a domain' });

export const certificateHostField = certificateField.meta({
  description: 'what every certificate method of this host takes that does not say it itself',
});

export const authenticationField = z
  .array(
    exactlyOne({ kerberos: kerberosPeerField, certificate: certificateField, psk: pskField }).meta({
      description: 'one method: { kerberos }, { certificate } or { psk }',
    }),
  )
  .min(1)
  .max(3)
  .meta({
    description: 'what the two hosts may prove themselves with, the preferred method first',
  });

export const presharedKeysField = z
  .array(
    z
      .strictObject({
        address: subnetField.optional(),
        id: identityField.optional(),
        default: z.literal(true).optional(),
        psk: listedPskField,
      })
      .refine(
        (entry) =>
          [entry.address, entry.id, entry.default].filter((item) => item !== undefined).length ===
          1,
        { message: 'this needs exactly one of address, id, default: whom the key is for.' },
      )
      .meta({ description: 'a key: { address, psk }, { id, psk } or { default: true, psk }' }),
  )
  .max(LIMITS.listedKeys)
  .meta({
    description:
      'keys for peers with psk: { lookup: true }, found by address, then by identity, then the default',
  });

export type PskDocument = z.output<typeof pskField>;
export type ListedPskDocument = z.output<typeof listedPskField>;
export type IdentityDocument = z.output<typeof identityField>;
export type CertificateDocument = z.output<typeof certificateField>;
export type OwnCertificateDocument = Pick<
  CertificateDocument,
  'certificate' | 'key' | 'chain' | 'unchecked'
>;
export type KerberosHostDocument = z.output<typeof kerberosHostField>;
