/** The shape of steps that are about the network, clocks and somebody on the wire. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { policyField } from './expectation-schema.ts';
import { addressField, clockField, hexField, nameField, octetField } from './fields.ts';

const hostField = nameField.meta({ description: 'the name of a host of this scenario' });
const natField = nameField.meta({ description: 'the name of a NAT of this scenario' });
const sequenceField = z
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .meta({ description: 'a sequence number; with ESN of all 64 bits' });

/** Exactly one of two keys is there. */
function oneOf<T extends Record<string, unknown>>(left: keyof T, right: keyof T) {
  return [
    (value: T) => (value[left] === undefined) !== (value[right] === undefined),
    { message: `this needs either ${String(left)} or ${String(right)}.` },
  ] as const;
}

export const dummyStep = z.strictObject({
  do: z.literal('dummy'),
  host: hostField,
  policy: policyField,
});

export const faultStep = z
  .strictObject({
    do: z.literal('fault'),
    words: z
      .union([z.string(), z.array(z.string()).min(1).max(LIMITS.scenarioFaults)])
      .optional()
      .meta({ description: 'what happens from now on, in words: drop quick mode 2 once' }),
    end: z.literal('all').optional().meta({ description: 'all: every fault of all links ends' }),
  })
  .refine(...oneOf('words', 'end'));

const whichLink = {
  between: z
    .tuple([nameField, nameField])
    .optional()
    .meta({ description: 'the names of the two hosts whose link it is' }),
  host: hostField.optional().meta({ description: 'the host all of whose links it is' }),
};

export const cutStep = z
  .strictObject({ do: z.literal('cut'), ...whichLink })
  .refine(...oneOf('between', 'host'));

export const healStep = z
  .strictObject({ do: z.literal('heal'), ...whichLink })
  .refine(...oneOf('between', 'host'));

export const rebindStep = z.strictObject({
  do: z.literal('rebind'),
  nat: natField.optional().meta({ description: 'the NAT that forgets; every one unless said' }),
});

export const roamStep = z
  .strictObject({
    do: z.literal('roam'),
    nat: natField.optional(),
    host: hostField.optional(),
    to: addressField.meta({ description: 'the address that it has from now on' }),
  })
  .refine(...oneOf('nat', 'host'));

export const clockStep = z.strictObject({
  do: z.literal('clock'),
  host: hostField,
  by: clockField.meta({ description: 'how far its wall clock moves: +6m or -2h' }),
});

export const presetStep = z.strictObject({
  do: z.literal('preset'),
  host: hostField,
  policy: policyField,
  sequence: sequenceField.meta({ description: 'as if this had been its last sequence number' }),
});

export const replayStep = z.strictObject({
  do: z.literal('replay'),
  host: hostField.meta({ description: 'the host that sent it' }),
  to: addressField
    .optional()
    .meta({ description: 'the outer address that it was sent to; any unless said' }),
  is: z
    .string()
    .min(1)
    .max(1000)
    .default('esp')
    .meta({ description: 'which datagrams, in the words of faults: quick mode 1' }),
  number: sequenceField
    .optional()
    .meta({ description: 'only those of ESP or AH with this sequence number' }),
  which: z.enum(['last', 'first', 'every']).default('last'),
  times: z.int().min(1).max(LIMITS.packetsPerCommand).default(1),
  altered: z
    .boolean()
    .default(false)
    .meta({ description: 'its last octet is another one than it was' }),
});

export const forgeStep = z.strictObject({
  do: z.literal('forge'),
  host: hostField.meta({ description: 'the host that seems to have sent it' }),
  to: addressField.optional().meta({ description: 'the outer address that it is for' }),
  change: z
    .strictObject({
      spi: z.union([z.int().min(0).max(0xffff_ffff), hexField]).optional(),
      sequence: sequenceField.optional(),
      icv: z.literal('wrong').optional(),
      padding: z.literal('wrong').optional(),
      'inner-source': addressField.optional(),
      'inner-destination': addressField.optional(),
      'next-header': octetField.optional(),
    })
    .refine((change) => Object.keys(change).length > 0, {
      message:
        'this needs one of spi, sequence, icv, padding, inner-source, inner-destination, next-header.',
    })
    .meta({ description: 'what is other than in the last ESP packet; { sequence: 9 }' }),
  sealed: z.boolean().optional().meta({
    description:
      'whether it is made with the keys of the SA; unless said, where what is inside changes',
  }),
});
