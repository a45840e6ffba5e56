/** The shape of the step that lets something go wrong inside a host. */

import { z } from 'zod';
import { LIMITS } from '../../base/limits.ts';
import { INNER_TROUBLES } from '../../net/lab-trouble.ts';
import { millisecondsField, nameField } from './fields.ts';

/** What the network reports to a host, each time once. */
const NETWORK_TROUBLES = ['send-fails', 'receive-fails'] as const;

export const troubleStep = z.strictObject({
  do: z.literal('trouble'),
  host: nameField.meta({ description: 'the name of a host of this scenario' }),
  what: z.enum([...NETWORK_TROUBLES, ...INNER_TROUBLES]),
  times: z
    .int()
    .min(1)
    .max(LIMITS.packetsPerCommand)
    .default(1)
    .meta({ description: 'how often the network reports it' }),
  time: millisecondsField
    .prefault('5s')
    .meta({ description: 'how much longer certificates and tickets take' }),
  over: z.boolean().default(false).meta({ description: 'true: that trouble ends' }),
});
