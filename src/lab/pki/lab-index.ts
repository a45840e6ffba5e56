/** `lab.json`: what a folder's laboratory consists of, so that it can be added to later. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { utf8Text } from '../../base/bytes.ts';
import { EdgeError } from '../../net/errors.ts';
import { readWhole, writeWhole } from './files.ts';
import { FLAW_NAMES } from './flaws.ts';
import { KEY_KINDS, SIGNATURE_HASHES } from './key.ts';
import { NAME } from './lab-name.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reasons.ts';

export const INDEX_FILE = 'lab.json';

const name = z.string().regex(NAME);
const serial = z.string().regex(/^([0-9a-f]{2}){1,20}$/);
const reasons = Object.keys(REVOCATION_REASONS) as [RevocationReason, ...RevocationReason[]];

const authority = z.strictObject({
  name,
  /** None: a root. */
  issuer: name.optional(),
  serial,
  hash: z.enum(SIGNATURE_HASHES),
  listing: z.enum(['current', 'out-of-date', 'none', 'forged']),
  listNumber: z.int().nonnegative(),
  revoked: z.array(z.strictObject({ serial, at: z.iso.datetime(), reason: z.enum(reasons) })),
});

const certificate = z.strictObject({
  name,
  issuer: name,
  serial,
  /** Authorities that are sent with it, the nearest first. */
  chain: z.array(name),
  names: z.array(z.string()),
  hasKey: z.boolean(),
  flaw: z.enum(FLAW_NAMES).optional(),
});

const schema = z.strictObject({
  format: z.literal('espial-pki'),
  version: z.literal(1),
  organization: z.string(),
  key: z.enum(KEY_KINDS),
  hash: z.enum(SIGNATURE_HASHES).optional(),
  days: z.int().positive(),
  crlUrl: z.string().optional(),
  /** Who issues unless another authority is asked for. */
  issuer: name,
  authorities: z.array(authority).min(1),
  certificates: z.array(certificate),
});

export type LabIndex = z.infer<typeof schema>;
export type AuthorityEntry = LabIndex['authorities'][number];
export type CertificateEntry = LabIndex['certificates'][number];

/** Whether a folder holds a laboratory. */
export function hasIndex(folder: string): boolean {
  return existsSync(join(folder, INDEX_FILE));
}

/** Throws an EdgeError where there is no laboratory, or its index is not one. */
export function readIndex(folder: string): LabIndex {
  const path = join(folder, INDEX_FILE);
  if (!hasIndex(folder)) {
    throw new EdgeError(
      'file',
      `${folder} holds no lab: ${path} is not there. Make one with: espial pki make ${folder}`,
    );
  }
  const octets = readWhole(path);
  try {
    return schema.parse(JSON.parse(utf8Text(octets)));
  } catch (error) {
    const first = error instanceof z.ZodError ? error.issues[0] : undefined;
    const where = first === undefined ? '' : ` at ${first.path.join('.') || 'its top'}`;
    throw new EdgeError(
      'file',
      `${path} is not what espial pki wrote${where}: it was changed or damaged. Make the lab anew with --force.`,
      { cause: error },
    );
  }
}

/** Written last: what it names is there. */
export function writeIndex(folder: string, index: LabIndex): void {
  writeWhole(join(folder, INDEX_FILE), `${JSON.stringify(index, null, 2)}\n`, 0o600);
}
