/** Certificates that one side refuses of the other, with what each side says of it. */

import type { Bed } from './bed.ts';
import { type Agreement, type Cell, SIDES, type Side, TUNNEL } from './cell.ts';
import { type RefusalSigns, refuse } from './cells-refusals.ts';
import { certified } from './certificate-cell.ts';
import type { EspialCertificates, StrongSwanCertificates } from './certificates.ts';
import { eventually } from './run.ts';

interface ByEspial {
  readonly row: string;
  /** What strongSwan has different. */
  readonly strongSwan?: Partial<StrongSwanCertificates>;
  readonly espial?: Partial<EspialCertificates>;
  readonly told?: Partial<Agreement>;
  readonly words: RegExp;
  /** As strongSwan names it. */
  readonly notify: string;
}

interface ByStrongSwan {
  readonly row: string;
  /** What Espial has different. */
  readonly espial?: Partial<EspialCertificates>;
  readonly strongSwan?: Partial<StrongSwanCertificates>;
  readonly told?: Partial<Agreement>;
  /** What strongSwan logs as its reason. */
  readonly reason: RegExp;
}

/** Smoke plays one of each. */
const SMOKE = new Set(['revoked']);

const BY_ESPIAL: readonly ByEspial[] = [
  {
    row: 'expired',
    strongSwan: { own: 'strongswan-expired' },
    words: /certificate of strongswan, or one above it, has expired/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'not valid yet',
    strongSwan: { own: 'strongswan-early' },
    words: /certificate of strongswan, or one above it, is not valid yet/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'revoked',
    strongSwan: { own: 'strongswan-revoked' },
    espial: { lists: ['root'], revocation: 1 },
    words: /certificate of strongswan, or one above it, has been revoked/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'under a revoked intermediate',
    strongSwan: { own: 'strongswan-im-revoked', authorities: ['root', 'im-revoked'] },
    espial: { lists: ['root', 'im-revoked'], revocation: 1 },
    words: /certificate of strongswan, or one above it, has been revoked/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'under an expired intermediate',
    strongSwan: { own: 'strongswan-im-expired', authorities: ['root', 'im-expired'] },
    words: /certificate of strongswan, or one above it, has expired/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'strict, without a list',
    espial: { revocation: 2 },
    words: /no revocation list to check the certificate of strongswan by/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'strict, with nobody who hands out the list',
    espial: { revocation: 2, fields: { fetch: true } },
    strongSwan: { own: 'strongswan-http' },
    words: /no revocation list to check the certificate of strongswan by/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'strict, with an old list',
    espial: { lists: ['root-old'], revocation: 2 },
    words: /revocation list for the certificate of strongswan is out of date/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'strict, with a forged list',
    espial: { lists: ['root-forged'], revocation: 2 },
    words: /revocation list for the certificate of strongswan cannot be used/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'of a root that is not trusted',
    strongSwan: { own: 'strongswan-other', authorities: ['root', 'other'] },
    words: /certificate of strongswan leads to a root that this host does not trust/,
    notify: 'INVAL_CA',
  },
  {
    row: 'of an intermediate that is not sent',
    strongSwan: { own: 'strongswan-im1' },
    words: /Between the certificate of strongswan and a trusted root a link is missing/,
    notify: 'INVAL_CA',
  },
  {
    row: 'of a key that may not sign',
    strongSwan: { own: 'strongswan-usage' },
    words: /certificate of strongswan is not made for IKE/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'of a key for signing code',
    espial: { roots: ['lab-rsa/ca'], known: ['lab-rsa/intermediate'] },
    strongSwan: { own: 'lab-rsa/wrong-extended-usage', authorities: ['root', 'lab-rsa/ca'] },
    words: /certificate of strongswan is not made for IKE/,
    notify: 'INVAL_CERT',
  },
  {
    row: 'of an issuer that is no authority',
    espial: { roots: ['lab-rsa/ca'], known: ['lab-rsa/no-ca'] },
    strongSwan: { own: 'lab-rsa/issuer-no-ca', authorities: ['root', 'lab-rsa/ca'] },
    words: /certificate of strongswan was issued by one that may not issue any/,
    notify: 'INVAL_CA',
  },
  {
    row: 'under one authority too many',
    espial: { roots: ['lab-rsa/ca'], known: ['lab-rsa/beyond-ca', 'lab-rsa/last-ca'] },
    strongSwan: { own: 'lab-rsa/path-too-long', authorities: ['root', 'lab-rsa/ca'] },
    words: /certificate of strongswan was issued by one that may not issue any/,
    notify: 'INVAL_CA',
  },
  {
    row: 'not sent, and not known',
    told: { swanctl: { connection: { send_cert: 'never' } } },
    words: /strongswan signed, but sent no certificate to check that by/,
    notify: '\\(28\\)',
  },
  {
    row: 'with an identity that is not wanted',
    told: { espial: { peer: { remoteId: { fqdn: 'beta.example' } } } },
    words: /strongswan proved its identity with certificates, but it is not the one expected/,
    notify: 'INVAL_ID',
  },
  {
    // Espial knows that its own leads to another root: else it would show it all the same.
    row: 'of no authority that strongSwan asks for',
    espial: { own: 'espial-other', roots: ['root', 'other'] },
    words: /This host has no certificate of an authority that strongswan asks for/,
    notify: '\\(28\\)',
  },
];

/** Else Espial finds by the request that it has nothing to send. */
const ASKED_FOR_NOTHING: Partial<Agreement> = { swanctl: { connection: { send_certreq: 'no' } } };

const BY_STRONGSWAN: readonly ByStrongSwan[] = [
  {
    row: 'expired',
    espial: { own: 'espial-expired' },
    reason: /subject certificate invalid \(valid from/,
  },
  {
    row: 'not valid yet',
    espial: { own: 'espial-early' },
    reason: /subject certificate invalid \(valid from/,
  },
  {
    row: 'revoked',
    espial: { own: 'espial-revoked' },
    strongSwan: { lists: ['root'] },
    reason: /certificate was revoked on/,
  },
  {
    row: 'under a revoked intermediate',
    espial: { own: 'espial-im-revoked', chain: ['im-revoked'] },
    strongSwan: { lists: ['root', 'im-revoked'] },
    reason: /certificate was revoked on/,
  },
  {
    row: 'under an expired intermediate',
    espial: { own: 'espial-im-expired', chain: ['im-expired'] },
    reason: /issuer certificate invalid|certificate invalid \(valid from/,
  },
  {
    row: 'strict, without a list',
    strongSwan: { remote: { revocation: 'strict' } },
    reason: /RULE_CRL_VALIDATION is SKIPPED, but requires at least GOOD/,
  },
  {
    row: 'strict, with an old list',
    strongSwan: { lists: ['root-old'], remote: { revocation: 'strict' } },
    reason: /RULE_CRL_VALIDATION is STALE, but requires at least GOOD/,
  },
  {
    row: 'of a root that is not trusted',
    espial: { own: 'espial-other' },
    told: ASKED_FOR_NOTHING,
    reason: /no issuer certificate found for "C=XX, O=Interop, CN=espial"/,
  },
  {
    row: 'of an intermediate that is not sent',
    espial: { own: 'espial-im1' },
    told: ASKED_FOR_NOTHING,
    reason: /no issuer certificate found for "C=XX, O=Interop, CN=espial"/,
  },
  {
    row: 'of a key that may not sign',
    espial: { own: 'espial-usage' },
    reason: /rejecting certificate without digitalSignature or nonRepudiation keyUsage/,
  },
  {
    row: 'of an issuer that is no authority',
    espial: { own: 'lab-rsa/issuer-no-ca', chain: ['lab-rsa/no-ca'], roots: ['root'] },
    strongSwan: { authorities: ['root', 'lab-rsa/ca'] },
    reason: /no trusted RSA public key found/,
  },
  {
    row: 'under one authority too many',
    espial: {
      own: 'lab-rsa/path-too-long',
      chain: ['lab-rsa/beyond-ca', 'lab-rsa/last-ca'],
      roots: ['root'],
    },
    strongSwan: { authorities: ['root', 'lab-rsa/ca'] },
    reason: /path length of \d violates constraint/,
  },
  {
    row: 'with an identity that is not in it',
    espial: { own: 'espial-bare' },
    told: { espial: { peer: { localId: { fqdn: 'espial.example' } } } },
    reason: /no trusted RSA public key found for 'espial\.example'/,
  },
];

/** What Espial says where strongSwan refused: told by a notify after message 5, by a delete alone after message 6. */
const TOLD: RefusalSigns['words'] = {
  Espial: /strongswan does not accept this host's proof by certificate/,
  strongSwan: /strongswan does not accept what this host proves itself with/,
};

export function certificateRefusalCells(): Cell[] {
  const byEspial = BY_ESPIAL.flatMap(({ words, notify, ...refusal }) =>
    cells(refusal, "strongSwan's certificate", {
      words: { Espial: words, strongSwan: words },
      notify: {
        // A delete follows, and charon's threads may take that first and forget the notify with the SA.
        Espial: parsed(`(N\\(${notify}\\)|D)`),
        strongSwan: parsed(`N\\(${notify}\\)`),
      },
    }),
  );
  const byStrongSwan = BY_STRONGSWAN.flatMap(({ reason, ...refusal }) =>
    cells(refusal, "Espial's certificate", { words: TOLD, notify: both(reason) }),
  );
  return [...byEspial, ...byStrongSwan];
}

function parsed(payloads: string): RegExp {
  return new RegExp(`parsed INFORMATIONAL_V1 request \\d+ \\[ HASH ${payloads} \\]`);
}

function both(pattern: RegExp): Readonly<Record<Side, RegExp>> {
  return { Espial: pattern, strongSwan: pattern };
}

/** And neither side goes on believing in a main mode. */
async function refuseAndForget(bed: Bed, signs: RefusalSigns): Promise<void> {
  const { espial, strongSwan } = bed;
  await refuse(bed, signs);
  await eventually('strongSwan keeps a main mode', async () => {
    return !(await strongSwan.status()).includes('ESTABLISHED');
  });
  await eventually('Espial keeps a main mode', async () => {
    return (await espial.mainModes()).length === 0;
  });
}

function cells(
  { row, espial, strongSwan, told }: Omit<ByEspial, 'words' | 'notify'>,
  column: string,
  signs: RefusalSigns,
): Cell[] {
  const agreement: Agreement = {
    ...TUNNEL,
    ...told,
    certificates: certified(espial, strongSwan),
  };
  return SIDES.map((initiator) => ({
    table: 'Refusal',
    row,
    column,
    initiator,
    agreement,
    smoke: SMOKE.has(row),
    play: (bed) => refuseAndForget(bed, signs),
  }));
}
