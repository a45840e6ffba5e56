/** What is in force on a computer, as it comes over the control socket. */

import { z } from 'zod';
import type { ActivePolicy, Environment } from '../policy/compiled.ts';
import {
  action,
  address,
  authentication,
  connectionType,
  filterAddress,
  list,
  mainModeMethod,
  port,
  protocol,
  securityMethod,
  text,
  whole,
} from './policy-schema.ts';

const source = z.enum(['persistent', 'directory', 'cache', 'local', 'dynamic']);

const mainModePolicy = z.strictObject({
  name: text,
  source,
  masterPfs: z.boolean(),
  quickModeLimit: whole,
  lifetimeSeconds: z.number(),
  softSaExpirySeconds: z.number(),
  methods: list(mainModeMethod),
});

const quickModePolicy = z.strictObject({
  name: text,
  source,
  soft: z.boolean(),
  pfs: z.union([
    z.literal('none'),
    z.literal('main-mode'),
    z.literal(1),
    z.literal(2),
    z.literal(3),
  ]),
  methods: list(securityMethod),
});

const filterParts = {
  guid: text,
  name: text,
  from: source,
  source: filterAddress,
  destination: filterAddress,
  mirrored: z.boolean(),
  connectionType,
};

const mainModeFilter = z.strictObject({
  ...filterParts,
  policy: text,
  authentication: list(authentication),
});

const quickModeFilter = z
  .strictObject({
    ...filterParts,
    protocol,
    sourcePort: port,
    destinationPort: port,
    inboundAction: action,
    outboundAction: action,
    inboundPassThrough: z.boolean(),
    policy: text.optional(),
    tunnel: z.union([z.literal('me'), address]).optional(),
  })
  .transform((value) => ({ ...value, policy: value.policy, tunnel: value.tunnel }));

const activePolicy = z
  .strictObject({
    mainModePolicies: list(mainModePolicy),
    quickModePolicies: list(quickModePolicy),
    mainModeFilters: list(mainModeFilter),
    quickModeFilters: list(quickModeFilter),
    defaultResponse: z
      .strictObject({
        from: source,
        mainModePolicy: text,
        quickModePolicy: text,
        authentication: list(authentication),
      })
      .optional(),
  })
  .transform((value): ActivePolicy => ({ ...value, defaultResponse: value.defaultResponse }));

const environment: z.ZodType<Environment> = z.strictObject({
  addresses: list(address),
  servers: z.strictObject({
    DNS: list(address),
    WINS: list(address),
    DHCP: list(address),
    GATEWAY: list(address),
  }),
  connection: z.enum(['lan', 'dialup']),
});

/** Generic policy, and what makes specific filters of it. */
export const inForceSchema = z.strictObject({ active: activePolicy, environment });
