/** The shape of a scenario's file: hosts as in peers' files, steps, expectations. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { DRIVER_MODES, EVENT_IDS, SERVICE_STATES } from './computer-states.ts';
import { EVENT_KINDS, FAILURE_CODES } from './event-fields.ts';
import { mainModeProposalField, nameField, protectionField } from './fields.ts';
import { directoriesSchema, pkiSchema, realmsSchema } from './made-schema.ts';
import { hostSchema } from './peer-schema.ts';
import { countField, policyField, stepSchema, wordsField } from './step-schema.ts';

/** Fields of the event stand beside `kind`; which there are depends on it. */
const eventSchema = z
  .looseObject({
    kind: z.enum(EVENT_KINDS),
    times: countField(1_000_000)
      .optional()
      .meta({ description: 'exactly how often; at least once unless said' }),
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
    times: countField(1_000_000)
      .optional()
      .meta({ description: 'exactly how often; at least once unless said' }),
  })
  .meta({ description: 'an event of the Windows event log: { id: 541, times: 2 }' });

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

/** A host of a scenario: a peer's file whose name is its key. */
const scenarioHostSchema = hostSchema
  .omit({ name: true })
  .extend({ name: nameField.optional() })
  .meta({ description: "a host, as in a peer's file" });

/** The whole of a scenario's file. */
export const scenarioSchema = z
  .strictObject({
    title: z.string().min(1).max(200).meta({ description: 'what the scenario is, in a line' }),
    story: z.string().optional().meta({ description: 'what happens and why, for people' }),
    seed: z
      .string()
      .default('espial')
      .meta({ description: 'decides every random octet in virtual time' }),
    pki: pkiSchema.optional(),
    realms: realmsSchema.default({}),
    directories: directoriesSchema.default({}),
    hosts: z
      .record(nameField, scenarioHostSchema)
      .meta({ description: "hosts by name, each as in a peer's file" }),
    steps: z.array(stepSchema).min(1).max(LIMITS.scenarioSteps),
    expect: z
      .record(nameField, expectationSchema)
      .default({})
      .meta({ description: 'expectations by the name of the host' }),
  })
  .meta({ description: 'a scenario: title, hosts, steps, expect' });

export type ScenarioDocument = z.output<typeof scenarioSchema>;
export type HostExpectation = z.output<typeof expectationSchema>;
export type EventExpectation = z.output<typeof eventSchema>;
export type SaExpectation = z.output<typeof saSchema>;
export type FailureExpectation = z.output<typeof failureSchema>;
export type LogExpectation = z.output<typeof logSchema>;
export type StatisticExpectation = z.output<typeof statisticSchema>;
