/** Objects found by name, GUID or id. */

import { closeMatch } from '../base/close-match.ts';
import type { Reference } from './commands.ts';
import type { FilterAction, FilterList, Guid, IpsecPolicy, PolicyModel, Rule } from './model.ts';
import { refuse } from './refusal.ts';

/** Kinds of objects, in the words of messages. */
export type ObjectKind = 'policy' | 'rule' | 'filter list' | 'filter action';

interface Named {
  readonly name: string;
  readonly guid: Guid;
}

/** Two names that this makes equal are the same name. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** The one form of a GUID: braces, capital letters. */
function canonicalGuid(guid: Guid): Guid {
  const digits = guid.startsWith('{') ? guid.slice(1, -1) : guid;
  return `{${digits.toUpperCase()}}`;
}

export function findPolicy(model: PolicyModel, reference: Reference): IpsecPolicy {
  return find('policy', model.policies, reference);
}

export function findFilterList(model: PolicyModel, reference: Reference): FilterList {
  return find('filter list', model.filterLists, reference);
}

export function findFilterAction(model: PolicyModel, reference: Reference): FilterAction {
  return find('filter action', model.filterActions, reference);
}

export function findRule(policy: IpsecPolicy, reference: Reference): Rule {
  if (reference.by !== 'id') return find('rule', policy.rules, reference, ` in "${policy.name}"`);
  const rule = policy.rules.find(({ id }) => id === reference.id);
  if (rule !== undefined) return rule;
  const count = policy.rules.length;
  const known = count === 0 ? 'has no rules' : `has rules 1 to ${count}`;
  return refuse(
    'not-found',
    `There is no rule ${reference.id}: the policy "${policy.name}" ${known} besides the default response rule.`,
    'show rule all lists them.',
  );
}

/** The object that already has a name, other than `except`. */
export function holderOf<T extends Named>(
  objects: readonly T[],
  name: string,
  except?: Guid,
): T | undefined {
  const key = nameKey(name);
  return objects.find((one) => one.guid !== except && nameKey(one.name) === key);
}

function find<T extends Named>(
  kind: ObjectKind,
  objects: readonly T[],
  reference: Reference,
  where = '',
): T {
  if (reference.by === 'id')
    return refuse(
      'invalid',
      `A ${kind} has no number, so ${reference.id} names none.`,
      'Say its name or its GUID.',
    );
  if (reference.by === 'guid') {
    const guid = canonicalGuid(reference.guid);
    const found = objects.find((one) => canonicalGuid(one.guid) === guid);
    return found ?? refuse('not-found', `There is no ${kind} ${guid}${where}.`, listing(kind));
  }
  const found = holderOf(objects, reference.name);
  if (found !== undefined) return found;
  const near = closeMatch(
    reference.name,
    objects.map(({ name }) => name),
  );
  return refuse(
    'not-found',
    `There is no ${kind} "${reference.name}"${where}.`,
    near === undefined ? listing(kind) : `Did you mean "${near}"?`,
  );
}

function listing(kind: ObjectKind): string {
  return `show ${kind.replace(' ', '')} all lists what there is.`;
}
