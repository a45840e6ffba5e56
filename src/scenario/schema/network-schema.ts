/** The shape of a scenario's network: what its links do, which faults they have, which NATs there are. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { NAT_TYPES } from '../../sim/nat-table.ts';
import { addressField, millisecondsField, nameField, portField } from './fields.ts';

/** A share: 0 to 1, or a text with a percent sign. The value is from 0 to 1. */
const shareField = z
  .union([z.number().min(0).max(1), z.string()])
  .transform((value, context): number => {
    if (typeof value === 'number') return value;
    const match = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(value.trim());
    const share = match === null ? -1 : Number(match[1]) / 100;
    if (share >= 0 && share <= 1) return share;
    const message = `"${value}" is not a share. Write it like 5% or 0.05.`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({ description: 'a share of the datagrams, like 5% or 0.05' });

/** The smallest that a link of IPv4 may have, with room for the headers of ESP. */
const LEAST_MTU = 200;
const MOST_MTU = 65_535;

const faultsField = z
  .array(z.string().min(1).max(1000))
  .max(LIMITS.scenarioFaults)
  .default([])
  .meta({ description: 'faults in words, one each: drop message 6 once' });

const linkShape = {
  delay: millisecondsField
    .optional()
    .meta({ description: 'how long each datagram takes; 1ms in virtual time' }),
  jitter: millisecondsField
    .optional()
    .meta({ description: 'up to this much is added to it, so that datagrams may overtake' }),
  loss: shareField.optional(),
  duplicate: shareField.optional(),
  reorder: shareField.optional(),
  corrupt: shareField.optional(),
  mtu: z
    .int()
    .min(LEAST_MTU)
    .max(MOST_MTU)
    .optional()
    .meta({ description: 'octets of the largest IP packet that it carries whole' }),
  faults: faultsField,
};

/** What is true of every link. */
export const networkSchema = z
  .strictObject(linkShape)
  .meta({ description: 'what all links do: { loss: 5%, faults: [drop message 6 once] }' });

/** One link, beside what all links do. */
export const linksSchema = z
  .array(
    z.strictObject({
      between: z
        .tuple([nameField, nameField])
        .meta({ description: 'the names of the two hosts whose link it is' }),
      ...linkShape,
    }),
  )
  .max(LIMITS.scenarioLinks)
  .default([])
  .meta({ description: 'links that are other than the rest' });

const natSchema = z
  .strictObject({
    outside: addressField.meta({ description: 'the address that the outside sees' }),
    inside: z
      .array(nameField)
      .min(1)
      .max(LIMITS.scenarioHosts)
      .meta({ description: 'the names of the hosts behind it' }),
    type: z.enum(NAT_TYPES).default('port-restricted'),
    timeout: millisecondsField
      .prefault('30s')
      .meta({ description: 'how long a mapping is kept that nothing uses' }),
    preservePorts: z
      .boolean()
      .default(false)
      .meta({ description: 'whether a port stays the same where it is free' }),
    forwards: z
      .array(
        z.strictObject({
          port: portField.meta({ description: 'of the outside address' }),
          host: nameField.meta({ description: 'the name of a host behind it' }),
          to: portField
            .optional()
            .meta({ description: 'the port of the host; the same unless said' }),
        }),
      )
      .max(LIMITS.scenarioNames)
      .default([])
      .meta({ description: 'ports that lead to a host inside for good' }),
  })
  .meta({ description: 'an address translator: { outside: 198.51.100.1, inside: [alpha] }' });

export const natsSchema = z
  .record(nameField, natSchema)
  .default({})
  .meta({ description: 'address translators by name' });

export type NetworkDocument = z.output<typeof networkSchema>;
export type NatDocument = z.output<typeof natSchema>;
