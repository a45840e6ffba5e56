/** The shape of a scenario's steps. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { FAILURE_CODES } from './event-fields.ts';
import { addressField, millisecondsField, nameField, portField } from './fields.ts';
import { netshField } from './windows-schema.ts';

const hostField = nameField.meta({ description: 'the name of a host of this scenario' });
/** A filter of the Windows system may have any name, and a flow of it says its two computers too. */
export const policyField = z
  .string()
  .min(1)
  .max(1024)
  .meta({ description: 'the name of a protect entry of that host' });
export const countField = (most: number) => z.int().min(0).max(most);

/** Words that a text must have. */
export const wordsField = z.union([z.string(), z.array(z.string())]);

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

const replayStep = z.strictObject({
  do: z.literal('replay'),
  host: hostField.meta({ description: 'the host that sent it' }),
  to: addressField.meta({ description: 'the outer address that it was sent to' }),
  altered: z
    .boolean()
    .default(false)
    .meta({ description: 'its last octet is another one than it was' }),
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

export const stepSchema = z
  .discriminatedUnion('do', [
    upStep,
    downStep,
    rekeyStep,
    rekeyMainModeStep,
    pingStep,
    sendStep,
    waitStep,
    stopStep,
    restartStep,
    netshStep,
    serviceStep,
    replayStep,
    storeStep,
    directoryStep,
  ])
  .meta({ description: 'a step: { do: up, host: alpha, policy: tunnel }' });

export type StepDocument = z.output<typeof stepSchema>;
