/** What the commands on each kind of object share. */

import { checkDescription, checkName } from './checks.ts';
import type { ApplyContext } from './commands.ts';
import { holderOf, type ObjectKind } from './find.ts';
import type { Guid, PolicyModel, Rule } from './model.ts';
import { refuse } from './refusal.ts';

/** A model on its way through a command. */
export interface Change {
  readonly model: PolicyModel;
  readonly remarks: readonly string[];
}

/** Names and descriptions that `set` verbs may give. */
interface NewWords {
  readonly newName?: string | undefined;
  readonly description?: string | undefined;
}

interface Named {
  readonly guid: Guid;
  readonly name: string;
  readonly description: string;
  readonly modifiedAt: number;
}

/** The fields that every new object has. Refuses a name that another has. */
export function newObject(
  kind: ObjectKind,
  others: readonly Named[],
  words: { readonly name: string; readonly description: string },
  context: ApplyContext,
): Named {
  const { name, description } = words;
  checkName(kind, name);
  checkDescription(description);
  refuseTaken(kind, holderOf(others, name));
  return { guid: context.newGuid(), name, description, modifiedAt: context.now };
}

/** An object with new words. Refuses a name that another has. */
export function renamed<T extends Named>(
  kind: ObjectKind,
  others: readonly Named[],
  object: T,
  { newName, description }: NewWords,
  context: ApplyContext,
): T {
  if (newName !== undefined) {
    checkName(kind, newName);
    refuseTaken(kind, holderOf(others, newName, object.guid));
  }
  if (description !== undefined) checkDescription(description);
  return {
    ...object,
    name: newName ?? object.name,
    description: description ?? object.description,
    modifiedAt: context.now,
  };
}

/** A list with one object in place of that of the same GUID. */
export function replaced<T extends { readonly guid: Guid }>(
  objects: readonly T[],
  object: T,
): readonly T[] {
  return objects.map((one) => (one.guid === object.guid ? object : one));
}

/** Refuses one more of something of which there are as many as may be. */
export function checkRoom(what: string, count: number, limit: number): void {
  if (count >= limit)
    refuse('limit', `There are ${count} ${what}, and no more are allowed.`, 'Delete some first.');
}

/** A rule that uses a filter list or an action, with its policy's name. */
export interface Use {
  readonly policy: string;
  readonly rule: Rule;
}

/** The rules that use an object. */
export function usesOf(model: PolicyModel, guid: Guid): readonly Use[] {
  return model.policies.flatMap((policy) =>
    policy.rules
      .filter((rule) => rule.filterList === guid || rule.filterAction === guid)
      .map((rule) => ({ policy: policy.name, rule })),
  );
}

/** `the rule "Web" of "Server"`, and how many others. */
export function usesText(uses: readonly Use[]): string {
  const [first] = uses;
  const more = uses.length - 1;
  const others = more === 0 ? '' : ` and ${more} other rule${more === 1 ? '' : 's'}`;
  return first === undefined
    ? 'no rule'
    : `the rule "${first.rule.name}" of "${first.policy}"${others}`;
}

function refuseTaken(kind: ObjectKind, holder: Named | undefined): void {
  if (holder !== undefined)
    refuse(
      'exists',
      `There is a ${kind} "${holder.name}" already.`,
      `Take another name, or change it by set ${kind.replace(' ', '')}.`,
    );
}
