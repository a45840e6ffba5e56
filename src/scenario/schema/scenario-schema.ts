/** The shape of a scenario's file: hosts as in peers' files, steps, expectations. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { expectSchema } from './expectation-schema.ts';
import { explainsSchema } from './explains-schema.ts';
import { nameField } from './fields.ts';
import { directoriesSchema, pkiSchema, realmsSchema } from './made-schema.ts';
import { linksSchema, natsSchema, networkSchema } from './network-schema.ts';
import { hostSchema } from './peer-schema.ts';
import { stepSchema } from './step-schema.ts';

/** A host of a scenario: a peer's file whose name is its key. */
const scenarioHostSchema = hostSchema
  .omit({ name: true })
  .extend({ name: nameField.optional() })
  .meta({ description: "a host, as in a peer's file" });

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);
const parameterSchema = z
  .union([scalarSchema, z.record(z.string(), scalarSchema)])
  .meta({ description: `a value, or several that go together: \${name.part}` });

/** Of a scenario that says none. */
export const DEFAULT_SEED = 'espial';

/** The whole of a scenario's file. */
export const scenarioSchema = z
  .strictObject({
    title: z.string().min(1).max(200).meta({ description: 'what the scenario is, in a line' }),
    story: z.string().optional().meta({ description: 'what happens and why, for people' }),
    chapter: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .meta({ description: 'the chapter of the book of scenarios that it belongs to' }),
    seed: z
      .string()
      .default(DEFAULT_SEED)
      .meta({ description: 'decides every random octet in virtual time' }),
    extends: z.string().optional().meta({
      description: 'a file beside this one that this one adds to: maps merge, lists are replaced',
    }),
    abstract: z
      .boolean()
      .optional()
      .meta({ description: 'true: it is there to be extended, and is not played' }),
    parameters: z.record(z.string(), z.array(parameterSchema).min(1)).optional().meta({
      description: `values for \${name} in this file; each combination is a run of its own`,
    }),
    explains: explainsSchema.optional(),
    'virtual-only': z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'why it cannot be played as processes' }),
    pki: pkiSchema.optional(),
    realms: realmsSchema.default({}),
    directories: directoriesSchema.default({}),
    hosts: z
      .record(nameField, scenarioHostSchema)
      .meta({ description: "hosts by name, each as in a peer's file" }),
    network: networkSchema.prefault({}),
    links: linksSchema,
    nats: natsSchema,
    steps: z.array(stepSchema).min(1).max(LIMITS.scenarioSteps),
    expect: expectSchema.prefault({}),
  })
  .meta({ description: 'a scenario: title, hosts, steps, expect' });

export type ScenarioDocument = z.output<typeof scenarioSchema>;
