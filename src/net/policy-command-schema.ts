/** Edits of policy as they go over the control socket: of a store, and of what is in force. */

import { z } from 'zod';
import type { SettingsChange } from '../host/agent/settings.ts';
import type { PolicyCommand } from '../policy/commands.ts';
import type { DynamicCommand } from '../policy/dynamic.ts';
import {
  action,
  address,
  authentication,
  connectionType,
  filterAddress,
  guid,
  list,
  mainModeMethod,
  name,
  port,
  protocol,
  securityMethod,
  text,
  tunnelEndpoint,
  whole,
} from './policy-schema.ts';
import { modelSchema } from './stores/model-form.ts';
import { settingsChangeSchema } from './stores/settings-form.ts';

const flag = z.boolean();
const proofs = list(authentication);
const reference = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('name'), name }),
  z.strictObject({ by: z.literal('guid'), guid }),
  z.strictObject({ by: z.literal('id'), id: z.int() }),
]);
const referenceOrAll = z.union([reference, z.literal('all')]);

const filterIdentity = {
  source: filterAddress,
  destination: filterAddress,
  protocol,
  sourcePort: port,
  destinationPort: port,
  mirrored: flag,
};
const actionParts = {
  action,
  sessionPfs: flag,
  inboundPassThrough: flag,
  soft: flag,
  methods: list(securityMethod),
};
const policyParts = {
  description: text,
  masterPfs: flag,
  quickModeLimit: whole,
  lifetimeMinutes: whole,
  defaultResponse: flag,
  pollingMinutes: whole,
  assign: flag,
  methods: list(mainModeMethod),
};
const ruleParts = {
  description: text,
  filterList: reference,
  filterAction: reference,
  connectionType,
  active: flag,
  authentication: proofs,
};

/** Of `kind`, with these fields. */
function verb<K extends string, S extends z.ZodRawShape>(kind: K, shape: S) {
  return z.strictObject({ kind: z.literal(kind), ...shape });
}

const storeCommand = z.discriminatedUnion('kind', [
  verb('add-filter', {
    filterList: name,
    filter: z.strictObject({ ...filterIdentity, description: text }),
  }),
  verb('delete-filter', { filterList: name, filter: z.strictObject(filterIdentity) }),
  verb('add-filter-list', { name, description: text }),
  verb('set-filter-list', {
    target: reference,
    newName: name.optional(),
    description: text.optional(),
  }),
  verb('delete-filter-list', { target: referenceOrAll }),
  verb('add-filter-action', { name, description: text, ...actionParts }),
  z
    .strictObject({ ...actionParts, newName: name, description: text })
    .partial()
    .extend({ kind: z.literal('set-filter-action'), target: reference }),
  verb('delete-filter-action', { target: referenceOrAll }),
  verb('add-policy', { name, ...policyParts }),
  z
    .strictObject({ ...policyParts, newName: name })
    .partial()
    .extend({ kind: z.literal('set-policy'), target: reference }),
  verb('delete-policy', { target: referenceOrAll }),
  verb('add-rule', {
    name,
    policy: reference,
    ...ruleParts,
    tunnel: tunnelEndpoint.optional(),
  }),
  z
    .strictObject({
      ...ruleParts,
      newName: name,
      tunnel: z.union([tunnelEndpoint, z.literal('none')]),
    })
    .partial()
    .extend({ kind: z.literal('set-rule'), target: reference, policy: reference }),
  verb('delete-rule', { target: referenceOrAll, policy: reference }),
  z
    .strictObject({
      sessionPfs: flag,
      active: flag,
      methods: list(securityMethod),
      authentication: proofs,
    })
    .partial()
    .extend({ kind: z.literal('set-default-rule'), policy: reference }),
  verb('delete-all', {}),
  verb('restore-examples', { release: z.enum(['win2k', 'win2003']) }),
  verb('import', { model: modelSchema }),
]);

const dynamicIdentity = z
  .strictObject({ ...filterIdentity, connectionType, tunnel: address.optional() })
  .transform((value) => ({ ...value, tunnel: value.tunnel }));
const pfs = z.union([
  z.literal('none'),
  z.literal('main-mode'),
  z.literal(1),
  z.literal(2),
  z.literal(3),
]);
const mainModeParts = {
  quickModeLimit: whole,
  lifetimeMinutes: whole,
  softSaExpiryMinutes: whole,
  methods: list(mainModeMethod),
};
const quickModeParts = { soft: flag, pfs, methods: list(securityMethod) };
const dynamicParts = {
  quickModePolicy: name.optional(),
  inboundAction: action,
  outboundAction: action,
  authentication: proofs,
};

const dynamicCommand = z.discriminatedUnion('kind', [
  verb('add-mm-policy', { name, ...mainModeParts }),
  z
    .strictObject(mainModeParts)
    .partial()
    .extend({ kind: z.literal('set-mm-policy'), name }),
  verb('delete-mm-policy', { name }),
  verb('add-qm-policy', { name, ...quickModeParts }),
  z
    .strictObject(quickModeParts)
    .partial()
    .extend({ kind: z.literal('set-qm-policy'), name }),
  verb('delete-qm-policy', { name }),
  verb('add-rule', { identity: dynamicIdentity, mainModePolicy: name, ...dynamicParts }),
  z
    .strictObject({ mainModePolicy: name, ...dynamicParts })
    .partial()
    .extend({ kind: z.literal('set-rule'), identity: dynamicIdentity }),
  verb('delete-rule', { identity: dynamicIdentity }),
  verb('delete-all', {}),
]);

/** JSON leaves out what is undefined, so that optional fields of the types are that here too. */
export const storeCommandSchema = storeCommand.transform((value) => value as PolicyCommand);
const dynamicCommandSchema = dynamicCommand.transform((value) => value as DynamicCommand);

/** Commands for a host's Policy Agent. */
export const agentCommandSchemas = [
  verb('service', { do: z.enum(['start', 'stop', 'restart']) }),
  verb('dynamic', { command: dynamicCommandSchema }),
  verb('set-config', {
    change: settingsChangeSchema.transform((value) => value as SettingsChange),
  }),
  verb('store-changed', { location: z.enum(['local', 'persistent', 'directory']) }),
] as const;
