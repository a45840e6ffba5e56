/** The shape of SAs keyed by hand in a peer's file. Conversion: manual-config.ts. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { addressField, exactlyOne, hexField, nameField, suiteField } from './fields.ts';

const keyField = exactlyOne({ hex: hexField, file: z.string().min(1) }).meta({
  description: 'a key: { hex }, or { file } of hexadecimal digits',
});

const halfSchema = z.strictObject({
  spi: z
    .int()
    .min(256)
    .max(0xffff_ffff)
    .meta({ description: 'the SPI, 256 or more; 0x1000 is understood' }),
  encryptionKey: keyField.optional(),
  integrityKey: keyField.optional(),
});

/** How a tunnel's outer header is made, and what hides the size of what it carries. */
export const tunnelShape = {
  tfc: z
    .int()
    .min(1)
    .max(LIMITS.packetOctets)
    .optional()
    .meta({ description: 'fill the packets of a tunnel up to so many octets, to hide their size' }),
  dscp: z
    .enum(['copy', 'clear'])
    .default('copy')
    .meta({ description: "DSCP of a tunnel's outer header: copy the inner one, or clear" }),
  df: z
    .enum(['copy', 'set', 'clear'])
    .default('copy')
    .meta({ description: "don't-fragment of a tunnel's outer header: copy, set or clear" }),
  fragment: z
    .enum(['before', 'after'])
    .default('before')
    .meta({ description: 'cut up what is too long for a tunnel before ESP, or after it' }),
};

/** A pair of SAs keyed by hand. */
export const manualSchema = z
  .strictObject({
    policy: nameField.meta({ description: 'the policy with action: manual that it serves' }),
    suite: suiteField,
    mode: z.enum(['transport', 'tunnel']).meta({ description: 'transport or tunnel' }),
    local: addressField,
    remote: addressField,
    inbound: halfSchema.meta({ description: 'SPI and keys of what comes in' }),
    outbound: halfSchema.meta({ description: 'SPI and keys of what goes out' }),
    ...tunnelShape,
  })
  .meta({ description: 'a pair of ESP SAs whose keys are set by hand, without IKE' });

export type ManualDocument = z.output<typeof manualSchema>;
export type KeyDocument = z.output<typeof keyField>;
