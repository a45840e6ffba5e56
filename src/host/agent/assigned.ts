/** The assigned policy of a model as a layer, or what keeps it from being applied. */

import { LIMITS } from '../../base/limits.ts';
import { compile } from '../../policy/compile.ts';
import type { ActivePolicy, Environment } from '../../policy/compiled.ts';
import { expansionBound } from '../../policy/expand.ts';
import type { PolicyModel } from '../../policy/model.ts';
import { modelProblem } from '../../policy/model-check.ts';
import type { Layer } from './layers.ts';

export type Assigned =
  | { readonly kind: 'layer'; readonly layer: Layer }
  | { readonly kind: 'none' }
  /** It is there and cannot be applied: a sentence. */
  | { readonly kind: 'problem'; readonly reason: string };

/** Looks at the policy that a model has assigned. */
export function assignedLayer(
  model: PolicyModel,
  source: Layer['source'],
  environment: Environment,
): Assigned {
  const { assigned } = model;
  if (assigned === undefined) return { kind: 'none' };
  const problem = modelProblem(model);
  if (problem !== undefined) return { kind: 'problem', reason: problem.message };
  const policy = model.policies.find(({ guid }) => guid === assigned);
  if (policy === undefined) return { kind: 'none' };
  const compiled = compile(model, assigned, source);
  const fault = tooMany(compiled, environment);
  if (fault !== undefined) return { kind: 'problem', reason: `"${policy.name}" ${fault}` };
  const { name, pollingMinutes } = policy;
  return { kind: 'layer', layer: { source, policy: name, compiled, pollingMinutes } };
}

/** What keeps filters from being made specific, or undefined. */
export function tooMany(active: ActivePolicy, environment: Environment): string | undefined {
  const bound = expansionBound(active, environment);
  if (bound <= LIMITS.policyEntries) return undefined;
  return `would make ${bound} specific filters; ${LIMITS.policyEntries} are the most.`;
}
