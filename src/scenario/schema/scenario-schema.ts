/** The shape of a scenario's file: hosts as in peers' files, steps, expectations. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { EVENT_KINDS, FAILURE_CODES } from './event-fields.ts';
import {
  addressField,
  mainModeProposalField,
  millisecondsField,
  nameField,
  portField,
  protectionField,
} from './fields.ts';
import { pkiSchema, realmsSchema } from './made-schema.ts';
import { hostSchema } from './peer-schema.ts';

const hostField = nameField.meta({ description: 'the name of a host of this scenario' });
const policyField = nameField.meta({ description: 'the name of a protect entry of that host' });
const countField = (most: number) => z.int().min(0).max(most);

const upStep = z.strictObject({
  do: z.literal('up'),
  host: hostField,
  policy: policyField.optional(),
  fails: z
    .enum(FAILURE_CODES)
    .optional()
    .meta({ description: 'the code of the failure that must come; without it, it must succeed' }),
});

const downStep = z.strictObject({
  do: z.literal('down'),
  host: hostField,
  policy: policyField.optional(),
});

const rekeyStep = z.strictObject({ do: z.literal('rekey'), host: hostField, policy: policyField });

const rekeyMainModeStep = z.strictObject({
  do: z.literal('rekey-main-mode'),
  host: hostField,
  peer: nameField.meta({ description: 'the name of a peer of that host' }),
});

const pingStep = z.strictObject({
  do: z.literal('ping'),
  host: hostField,
  to: addressField,
  from: addressField.optional(),
  count: z.int().min(1).max(LIMITS.packetsPerCommand).default(3),
  interval: millisecondsField.prefault('100ms'),
  timeout: millisecondsField.prefault('2s'),
  size: z.int().min(0).max(65_000).default(56),
  answered: countField(LIMITS.packetsPerCommand)
    .optional()
    .meta({ description: 'how many replies must come; all unless said' }),
});

const sendStep = z.strictObject({
  do: z.literal('send'),
  host: hostField,
  to: addressField,
  port: portField,
  from: addressField.optional(),
  sourcePort: portField.default(40_000),
  text: z.string().max(65_000).default('hello'),
  count: z.int().min(1).max(LIMITS.packetsPerCommand).default(1),
});

const waitStep = z.strictObject({ do: z.literal('wait'), time: millisecondsField });

const stopStep = z.strictObject({ do: z.literal('stop'), host: hostField });

const stepSchema = z
  .discriminatedUnion('do', [
    upStep,
    downStep,
    rekeyStep,
    rekeyMainModeStep,
    pingStep,
    sendStep,
    waitStep,
    stopStep,
  ])
  .meta({ description: 'a step: { do: up, host: alpha, policy: tunnel }' });

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
      policy: nameField.optional(),
      mode: z.enum(['transport', 'tunnel']).optional(),
      suite: protectionField.optional(),
      udpEncapsulated: z.boolean().optional(),
      esn: z.boolean().optional(),
      count: howMany,
    }),
  ])
  .meta({ description: 'SAs: { kind: quick-mode, mode: tunnel, suite: aes128-sha1, count: 1 }' });

const failureSchema = z
  .strictObject({
    code: z.enum(FAILURE_CODES),
    certainty: z.enum(['certain', 'likely']).optional(),
    title: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .meta({ description: 'words that its title must have, one text or a list' }),
  })
  .meta({ description: 'a failure: { code: preshared-keys-differ, certainty: certain }' });

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
export type StepDocument = z.output<typeof stepSchema>;
export type HostExpectation = z.output<typeof expectationSchema>;
export type EventExpectation = z.output<typeof eventSchema>;
export type SaExpectation = z.output<typeof saSchema>;
export type FailureExpectation = z.output<typeof failureSchema>;
export type StatisticExpectation = z.output<typeof statisticSchema>;
