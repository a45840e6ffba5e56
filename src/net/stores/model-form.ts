/** A store's model as it stands in a file. */

import { z } from 'zod';
import type { PolicyModel } from '../../policy/model.ts';
import { modelProblem } from '../../policy/model-check.ts';
import {
  action,
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
  withSecrets,
} from '../policy-schema.ts';
import type { JsonForm } from './json-file.ts';
import { firstIssue } from './settings-form.ts';

/** Of this form: what another form would be called by. */
const VERSION = 1;

const stored = { guid, name, description: text, modifiedAt: z.number().min(0) };

const rule = z
  .strictObject({
    ...stored,
    id: z.int().min(1),
    filterList: guid,
    filterAction: guid,
    tunnel: tunnelEndpoint.optional(),
    connectionType,
    active: z.boolean(),
    authentication: list(authentication).min(1),
  })
  .transform((value) => ({ ...value, tunnel: value.tunnel }));

const policy = z.strictObject({
  ...stored,
  mainMode: z.strictObject({
    masterPfs: z.boolean(),
    quickModeLimit: whole,
    lifetimeMinutes: whole,
    methods: list(mainModeMethod).min(1),
  }),
  pollingMinutes: whole,
  rules: list(rule),
  defaultResponse: z.strictObject({
    active: z.boolean(),
    sessionPfs: z.boolean(),
    methods: list(securityMethod),
    authentication: list(authentication).min(1),
    modifiedAt: z.number().min(0),
  }),
});

const filter = z.strictObject({
  guid,
  description: text,
  source: filterAddress,
  destination: filterAddress,
  protocol,
  sourcePort: port,
  destinationPort: port,
  mirrored: z.boolean(),
});

const filterAction = z.strictObject({
  ...stored,
  action,
  sessionPfs: z.boolean(),
  inboundPassThrough: z.boolean(),
  soft: z.boolean(),
  methods: list(securityMethod),
});

/** A model, checked in its parts: what they say of each other is for `modelProblem`. */
export const modelSchema = z
  .strictObject({
    version: z.literal(VERSION, { error: `this Espial reads version ${VERSION}` }).optional(),
    policies: list(policy),
    filterLists: list(z.strictObject({ ...stored, filters: list(filter) })),
    filterActions: list(filterAction),
    assigned: guid.optional(),
  })
  .transform(
    ({ policies, filterLists, filterActions, assigned }): PolicyModel => ({
      policies,
      filterLists,
      filterActions,
      assigned,
    }),
  );

/** Its keys are in it: such a file is nobody else's to read. */
export const MODEL_FORM: JsonForm<PolicyModel> = {
  toJson: (model) => withSecrets({ version: VERSION, ...model }),
  fromJson(json) {
    const parsed = modelSchema.safeParse(json);
    if (!parsed.success) throw new Error(firstIssue(parsed.error));
    const problem = modelProblem(parsed.data);
    if (problem !== undefined) throw new Error(`${problem.message} ${problem.advice}`);
    return parsed.data;
  },
};
