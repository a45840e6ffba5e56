/** What a scenario makes before it begins: a laboratory of certificates, realms. Conversion: made-files.ts. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { FLAW_NAMES } from '../../lab/pki/flaws.ts';
import { KEY_KINDS } from '../../lab/pki/key.ts';
import { nameField } from './fields.ts';
import { netshField } from './windows-schema.ts';

const peerSchema = z.strictObject({
  name: nameField,
  names: z
    .array(z.string().min(1).max(255))
    .max(LIMITS.scenarioNames)
    .default([])
    .meta({ description: 'its subject alternative names: addresses, host names, user@host' }),
});

/** As `espial pki make` makes it; its files are pki/NAME.crt, pki/NAME.key, pki/NAME.crl. */
export const pkiSchema = z
  .strictObject({
    key: z.enum(KEY_KINDS).default('ec256'),
    intermediates: z.int().min(0).max(3).default(1),
    peers: z
      .array(peerSchema)
      .max(LIMITS.scenarioNames)
      .optional()
      .meta({ description: 'whose certificates; alpha of 192.0.2.1 and beta of 192.0.2.2' }),
    broken: z
      .array(z.enum(FLAW_NAMES))
      .default([])
      .meta({ description: 'certificates that are wrong, with the names of the first peer' }),
  })
  .meta({
    description: 'a laboratory of certificates, made anew; hosts name its files: pki/alpha.crt',
  });

/** A realm as its file says it, so that it is checked where files are. */
export const realmsSchema = z
  .record(nameField, z.record(z.string(), z.unknown()))
  .meta({ description: 'realms by name, each as in its file; hosts name them: realms/NAME.yaml' });

const directorySchema = z.strictObject({
  gpo: z
    .string()
    .max(255)
    .default('Default Domain Policy')
    .meta({ description: 'the group policy object that assigns' }),
  reachable: z
    .boolean()
    .default(true)
    .meta({ description: 'whether domain controllers answer at the beginning' }),
  netsh: netshField.default([]).meta({ description: 'netsh commands that fill its store' }),
});

/** What a domain assigns to its computers. */
export const directoriesSchema = z.record(nameField, directorySchema).meta({
  description: 'directories by name; hosts name them: directory: directories/NAME.json',
});

export type DirectoryDocument = z.output<typeof directorySchema>;
export type PkiDocument = z.output<typeof pkiSchema>;
