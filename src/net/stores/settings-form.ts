/** The driver's settings as they stand in a file, and as they go over the control socket. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import type { DriverSettings } from '../../policy/dynamic.ts';
import type { JsonForm } from './json-file.ts';

const port = z.int().min(0).max(65535);

const bootExemption = z.strictObject({
  protocol: z.int().min(0).max(255),
  sourcePort: port,
  destinationPort: port,
  direction: z.enum(['inbound', 'outbound']),
});

const shape = {
  ipsecdiagnostics: z.int().min(0).max(7),
  ikelogging: z.union([z.literal(0), z.literal(1)]),
  strongcrlcheck: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  ipsecloginterval: z.int().min(60).max(86_400),
  ipsecexempt: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  bootexemptions: z.array(bootExemption).max(LIMITS.bootExemptions),
};
const bootmode = z.enum(['stateful', 'block', 'permit']);

const settingsSchema = z.strictObject({ ...shape, bootmode: bootmode.optional() });

/** What one `set config` changes; `default` takes a stated boot mode back. */
export const settingsChangeSchema = z
  .strictObject({ ...shape, bootmode: z.union([bootmode, z.literal('default')]) })
  .partial();

export const SETTINGS_FORM: JsonForm<DriverSettings> = {
  toJson: (settings) => settings,
  fromJson(json) {
    const parsed = settingsSchema.safeParse(json);
    if (!parsed.success) throw new Error(firstIssue(parsed.error));
    return { ...parsed.data, bootmode: parsed.data.bootmode };
  },
};

/** The first thing that is wrong, with its place in the value. */
export function firstIssue({ issues }: z.ZodError): string {
  const { path, message } = issues[0]!;
  return `${path.map(String).join('.') || 'the whole'}: ${message}`;
}
