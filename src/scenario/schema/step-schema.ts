/** The shape of a scenario's steps. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { FAILURE_CODES } from './event-fields.ts';
import { countField, expectStep, policyField, wordsField } from './expectation-schema.ts';
import { addressField, millisecondsField, nameField, portField } from './fields.ts';
import {
  clockStep,
  cutStep,
  dummyStep,
  faultStep,
  forgeStep,
  healStep,
  presetStep,
  rebindStep,
  replayStep,
  roamStep,
} from './network-step-schema.ts';
import { troubleStep } from './trouble-schema.ts';
import { netshField } from './windows-schema.ts';

const hostField = nameField.meta({ description: 'the name of a host of this scenario' });
const waitField = z.boolean().default(true).meta({
  description: 'false: the next step begins at once; this one must be done before the end',
});

const upStep = z.strictObject({
  do: z.literal('up'),
  host: hostField,
  policy: policyField.optional(),
  fails: z
    .enum(FAILURE_CODES)
    .optional()
    .meta({ description: 'the code of the failure that must come; without it, it must succeed' }),
  wait: waitField,
});

const downStep = z.strictObject({
  do: z.literal('down'),
  host: hostField,
  policy: policyField.optional(),
  wait: waitField,
});

const rekeyStep = z.strictObject({
  do: z.literal('rekey'),
  host: hostField,
  policy: policyField,
  wait: waitField,
});

const rekeyMainModeStep = z.strictObject({
  do: z.literal('rekey-main-mode'),
  host: hostField,
  peer: nameField.meta({ description: 'the name of a peer of that host' }),
  wait: waitField,
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
  wait: waitField,
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
  wait: waitField,
});

const waitStep = z.strictObject({ do: z.literal('wait'), time: millisecondsField });

const suddenlyField = z
  .boolean()
  .default(false)
  .meta({ description: 'as when the power fails: nobody is told' });

const stopStep = z.strictObject({
  do: z.literal('stop'),
  host: hostField,
  suddenly: suddenlyField,
});

const restartStep = z.strictObject({
  do: z.literal('restart'),
  host: hostField,
  suddenly: suddenlyField,
});

const netshStep = z.strictObject({
  do: z.literal('netsh'),
  host: hostField,
  commands: netshField.meta({ description: 'commands of netsh, one text or a list' }),
  prints: wordsField
    .optional()
    .meta({ description: 'words that the commands must print, one text or a list' }),
  fails: z
    .union([z.int().min(1), wordsField])
    .optional()
    .meta({
      description:
        "what the last command must fail with: Windows' error number, or words of the sentence",
    }),
});

const serviceStep = z.strictObject({
  do: z.literal('service'),
  host: hostField,
  change: z.enum(['start', 'stop', 'restart']),
  fails: wordsField
    .optional()
    .meta({ description: 'words of the sentence that it must be refused with' }),
});

const storeStep = z.strictObject({
  do: z.literal('store'),
  host: hostField,
  store: z.enum(['local', 'persistent']),
  readable: z.boolean().meta({ description: 'false: as where its file is damaged' }),
});

const directoryStep = z.strictObject({
  do: z.literal('directory'),
  name: nameField.meta({ description: 'the name of a directory of this scenario' }),
  reachable: z.boolean().meta({ description: 'whether its domain controllers answer' }),
});

const simpleSteps = [
  upStep,
  downStep,
  rekeyStep,
  rekeyMainModeStep,
  pingStep,
  sendStep,
  dummyStep,
  waitStep,
  stopStep,
  restartStep,
  netshStep,
  serviceStep,
  replayStep,
  forgeStep,
  faultStep,
  cutStep,
  healStep,
  rebindStep,
  roamStep,
  clockStep,
  presetStep,
  troubleStep,
  storeStep,
  directoryStep,
  expectStep,
] as const;

const simpleStepSchema = z
  .discriminatedUnion('do', simpleSteps)
  .meta({ description: 'a step: { do: up, host: alpha, policy: tunnel }' });

const togetherStep = z.strictObject({
  do: z.literal('together'),
  steps: z
    .array(simpleStepSchema)
    .min(2)
    .max(LIMITS.scenarioSteps)
    .meta({ description: 'steps that begin at one moment; it is over when all are' }),
});

export const stepSchema = z
  .discriminatedUnion('do', [...simpleSteps, togetherStep])
  .meta({ description: 'a step: { do: up, host: alpha, policy: tunnel }' });

export type StepDocument = z.output<typeof stepSchema>;
