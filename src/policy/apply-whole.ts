/** Commands on everything at once: deletion, the examples anew, import. */

import type { Change } from './change.ts';
import type { ApplyContext } from './commands.ts';
import type { Release } from './defaults.ts';
import { exampleModel } from './examples.ts';
import { holderOf, type ObjectKind } from './find.ts';
import { EMPTY_MODEL, type Guid, type PolicyModel } from './model.ts';
import { checkModel } from './model-check.ts';
import { refuse } from './refusal.ts';

export function deleteAll(model: PolicyModel): Change {
  const assigned = model.policies.find(({ guid }) => guid === model.assigned);
  const remarks =
    assigned === undefined
      ? []
      : [`"${assigned.name}" was assigned: no policy of this store is assigned now.`];
  return { model: EMPTY_MODEL, remarks };
}

/**
 * The examples as they were. An object of the same name takes an example's content and keeps its own
 * GUID, so that whatever uses it still does.
 */
export function restoreExamples(
  model: PolicyModel,
  release: Release,
  context: ApplyContext,
): Change {
  const examples = exampleModel(release, context.now);
  const known = new Map<Guid, Guid>();
  const meet = (ours: readonly Named[], theirs: readonly Named[]): void => {
    for (const { guid, name } of theirs) known.set(guid, holderOf(ours, name)?.guid ?? guid);
  };
  meet(model.policies, examples.policies);
  meet(model.filterLists, examples.filterLists);
  meet(model.filterActions, examples.filterActions);
  const own = <T extends Named>(one: T): T => ({ ...one, guid: known.get(one.guid) ?? one.guid });
  const restored: PolicyModel = {
    policies: joined(
      model.policies,
      examples.policies.map((policy) => ({
        ...own(policy),
        rules: policy.rules.map((rule) => ({
          ...rule,
          filterList: known.get(rule.filterList) ?? rule.filterList,
          filterAction: known.get(rule.filterAction) ?? rule.filterAction,
        })),
      })),
    ),
    filterLists: joined(model.filterLists, examples.filterLists.map(own)),
    filterActions: joined(model.filterActions, examples.filterActions.map(own)),
    assigned: model.assigned,
  };
  checkModel(restored);
  return { model: restored, remarks: [] };
}

/** What is assigned stays as it is: that is this computer's business, not of what came in. */
export function importModel(model: PolicyModel, other: PolicyModel): Change {
  checkModel(other);
  refuseTaken('policy', model.policies, other.policies);
  refuseTaken('filter list', model.filterLists, other.filterLists);
  refuseTaken('filter action', model.filterActions, other.filterActions);
  const merged: PolicyModel = {
    policies: joined(model.policies, other.policies),
    filterLists: joined(model.filterLists, other.filterLists),
    filterActions: joined(model.filterActions, other.filterActions),
    assigned: model.assigned,
  };
  checkModel(merged);
  const assigned = other.policies.find(({ guid }) => guid === other.assigned);
  const remarks =
    assigned === undefined || assigned.guid === model.assigned
      ? []
      : [
          `"${assigned.name}" was assigned where it comes from; here it is not: set policy name="${assigned.name}" assign=yes assigns it.`,
        ];
  return { model: merged, remarks };
}

interface Named {
  readonly guid: Guid;
  readonly name: string;
}

/** What is there, what comes in of the same GUID in its place, the rest behind. */
function joined<T extends Named>(ours: readonly T[], theirs: readonly T[]): readonly T[] {
  const incoming = new Map(theirs.map((one) => [one.guid, one]));
  const kept = ours.map((one) => {
    const anew = incoming.get(one.guid);
    incoming.delete(one.guid);
    return anew ?? one;
  });
  return [...kept, ...incoming.values()];
}

function refuseTaken(kind: ObjectKind, ours: readonly Named[], theirs: readonly Named[]): void {
  const incoming = new Set(theirs.map(({ guid }) => guid));
  for (const one of theirs) {
    const holder = holderOf(ours, one.name);
    if (holder === undefined || holder.guid === one.guid || incoming.has(holder.guid)) continue;
    refuse(
      'exists',
      `There is another ${kind} "${holder.name}" here already, with the GUID ${holder.guid}.`,
      `Rename or delete one of the two, then import again.`,
    );
  }
}
