/** The shape of a scenario's expectations: of hosts, and of what went over the wire. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { DRIVER_MODES, EVENT_IDS, SERVICE_STATES } from './computer-states.ts';
import { EVENT_KINDS, FAILURE_CODES } from './event-fields.ts';
import { mainModeProposalField, millisecondsField, nameField, protectionField } from './fields.ts';

/** A filter of the Windows system may have any name, and a flow of it says its two computers too. */
export const policyField = z
  .string()
  .min(1)
  .max(1024)
  .meta({ description: 'the name of a protect entry of that host' });
export const countField = (most: number) => z.int().min(0).max(most);

/** Words that a text must have. */
export const wordsField = z.union([z.string(), z.array(z.string())]);

/** Since the beginning, by the clock of the scenario's world. */
const windowField = z
  .strictObject({ after: millisecondsField.optional(), before: millisecondsField.optional() })
  .refine(({ after, before }) => after !== undefined || before !== undefined, {
    message: 'this needs after, before or both.',
  })
  .meta({ description: 'when, since the beginning: { after: 10s, before: 20s }' });

const oftenShape = {
  times: countField(1_000_000)
    .optional()
    .meta({ description: 'exactly how often; at least once unless said' }),
  least: countField(1_000_000).optional().meta({ description: 'at least how often' }),
  most: countField(1_000_000).optional().meta({ description: 'at most how often' }),
};

/** Fields of the event stand beside `kind`; which there are depends on it. */
const eventSchema = z
  .looseObject({
    kind: z.enum(EVENT_KINDS),
    ...oftenShape,
    at: windowField.optional(),
  })
  .meta({ description: 'an event by its kind and any of its fields' });

const boundsSchema = z
  .strictObject({ least: z.int().min(0).optional(), most: z.int().min(0).optional() })
  .refine(({ least, most }) => least !== undefined || most !== undefined, {
    message: 'this needs least, most or both.',
  });

const statisticSchema = z
  .union([z.int().min(0), boundsSchema])
  .meta({ description: 'a number, or { least: 1, most: 9 }' });

const howMany = countField(1_000_000).default(1).meta({ description: 'how many such SAs' });

const saSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('main-mode'),
      peer: nameField.optional(),
      role: z.enum(['initiator', 'responder']).optional(),
      proposal: mainModeProposalField.optional(),
      natTraversal: z.boolean().optional(),
      count: howMany,
    }),
    z.strictObject({
      kind: z.literal('quick-mode'),
      peer: nameField.optional(),
      policy: policyField.optional(),
      mode: z.enum(['transport', 'tunnel']).optional(),
      suite: protectionField.optional(),
      udpEncapsulated: z.boolean().optional(),
      esn: z.boolean().optional(),
      count: howMany,
    }),
    z.strictObject({
      kind: z.literal('soft'),
      policy: policyField.optional(),
      local: z.string().optional(),
      remote: z.string().optional(),
      count: howMany,
    }),
  ])
  .meta({ description: 'SAs: { kind: quick-mode, mode: tunnel, suite: aes128-sha1, count: 1 }' });

const failureSchema = z
  .strictObject({
    code: z.enum(FAILURE_CODES),
    certainty: z.enum(['certain', 'likely']).optional(),
    title: wordsField
      .optional()
      .meta({ description: 'words that its title must have, one text or a list' }),
  })
  .meta({ description: 'a failure: { code: preshared-keys-differ, certainty: certain }' });

const logSchema = z
  .strictObject({
    id: z.literal(EVENT_IDS),
    says: wordsField
      .optional()
      .meta({ description: 'words that its summary must have, one text or a list' }),
    ...oftenShape,
    at: windowField.optional(),
  })
  .meta({ description: 'an event of the Windows event log: { id: 541, times: 2 }' });

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const wireSchema = z
  .strictObject({
    is: z
      .string()
      .min(1)
      .max(1000)
      .default('everything')
      .meta({ description: 'which datagrams, in the words of faults: main mode 6' }),
    from: nameField.optional().meta({ description: 'the name of the host that sent it' }),
    to: nameField.optional().meta({ description: 'the name of the host that it came to' }),
    fields: z
      .record(z.string(), z.union([scalar, z.array(scalar)]))
      .default({})
      .meta({ description: 'decoded fields by their paths: { isakmp.messageId: 0 }' }),
    fate: z
      .enum(['delivered', 'lost'])
      .optional()
      .meta({ description: 'whether it came to somebody' }),
    ...oftenShape,
    never: z.literal(true).optional().meta({ description: 'true: there is none' }),
    at: windowField.optional(),
  })
  .meta({ description: "datagrams: { is: 'main mode 6', from: beta, times: 1 }" });

const expectationSchema = z
  .strictObject({
    events: z.array(eventSchema).max(LIMITS.scenarioExpectations).default([]),
    never: z.array(eventSchema).max(LIMITS.scenarioExpectations).default([]),
    statistics: z.record(z.string(), statisticSchema).default({}),
    sas: z
      .array(saSchema)
      .max(LIMITS.scenarioExpectations)
      .optional()
      .meta({ description: 'all SAs at the end; an empty list means none' }),
    failures: z
      .array(failureSchema)
      .max(LIMITS.scenarioExpectations)
      .default([])
      .meta({ description: 'all failures that this host reports; none unless said' }),
    log: z
      .array(logSchema)
      .max(LIMITS.scenarioExpectations)
      .default([])
      .meta({ description: 'events of the Windows event log, by their IDs' }),
    service: z
      .enum(SERVICE_STATES)
      .optional()
      .meta({ description: 'IPSEC Services of a host with the Windows system' }),
    driver: z.enum(DRIVER_MODES).optional().meta({ description: 'the mode of its driver' }),
    inForce: z
      .array(z.string())
      .max(LIMITS.scenarioExpectations)
      .optional()
      .meta({ description: 'all policies in force, each with its source: [local: Server]' }),
  })
  .meta({ description: 'what must be true of a host when all steps are done' });

/** Expectations by the names of hosts; `wire` is no host's name. */
export const expectSchema = z
  .object({
    wire: z
      .array(wireSchema)
      .max(LIMITS.scenarioExpectations)
      .default([])
      .meta({ description: 'what went over the network' }),
  })
  .catchall(expectationSchema)
  .transform(({ wire, ...hosts }) => ({ wire, hosts: hosts as Record<string, HostExpectation> }))
  .meta({ description: 'expectations by the name of the host, and of the wire' });

export const expectStep = z.strictObject({
  do: z.literal('expect'),
  that: expectSchema.meta({ description: 'what must be true now, as under expect' }),
  within: millisecondsField
    .prefault('5s')
    .meta({ description: 'how long it may take to become true' }),
});

export type ExpectDocument = z.output<typeof expectSchema>;
export type WireExpectation = z.output<typeof wireSchema>;
export type HostExpectation = z.output<typeof expectationSchema>;
export type EventExpectation = z.output<typeof eventSchema>;
export type SaExpectation = z.output<typeof saSchema>;
export type FailureExpectation = z.output<typeof failureSchema>;
export type LogExpectation = z.output<typeof logSchema>;
export type StatisticExpectation = z.output<typeof statisticSchema>;
