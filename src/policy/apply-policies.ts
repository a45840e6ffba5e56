/** Commands on policies. */

import { LIMITS } from '../base/limits.ts';
import { type Change, checkRoom, newObject, renamed, replaced } from './change.ts';
import { checkMainModeMethods, checkNumber } from './checks.ts';
import type { ApplyContext, PolicyCommand } from './commands.ts';
import {
  DEFAULT_AUTHENTICATION,
  DEFAULT_MAIN_MODE_METHODS,
  DEFAULT_RESPONSE_METHODS,
} from './defaults.ts';
import { findPolicy } from './find.ts';
import type { Guid, IpsecPolicy, MainModeSettings, PolicyModel } from './model.ts';
import { RANGES, ZERO_MEANS } from './ranges.ts';

type Command<K extends PolicyCommand['kind']> = Extract<PolicyCommand, { kind: K }>;

interface Settled {
  readonly mainMode: MainModeSettings;
  readonly pollingMinutes: number;
  readonly remarks: readonly string[];
}

export function addPolicy(
  model: PolicyModel,
  command: Command<'add-policy'>,
  context: ApplyContext,
): Change {
  checkRoom('policies', model.policies.length, LIMITS.storedPolicies);
  const object = newObject('policy', model.policies, command, context);
  const { mainMode, pollingMinutes, remarks } = settled(command, command.pollingMinutes);
  const policy: IpsecPolicy = {
    ...object,
    mainMode,
    pollingMinutes,
    rules: [],
    defaultResponse: {
      active: command.defaultResponse,
      sessionPfs: false,
      methods: DEFAULT_RESPONSE_METHODS,
      authentication: DEFAULT_AUTHENTICATION,
      modifiedAt: context.now,
    },
  };
  const made = { ...model, policies: [...model.policies, policy] };
  return assigned({ model: made, remarks }, policy.guid, command.assign);
}

export function setPolicy(
  model: PolicyModel,
  command: Command<'set-policy'>,
  context: ApplyContext,
): Change {
  const old = findPolicy(model, command.target);
  const words = renamed('policy', model.policies, old, command, context);
  const { mainMode, pollingMinutes, remarks } = settled(
    {
      masterPfs: command.masterPfs ?? old.mainMode.masterPfs,
      quickModeLimit: command.quickModeLimit ?? old.mainMode.quickModeLimit,
      lifetimeMinutes: command.lifetimeMinutes ?? old.mainMode.lifetimeMinutes,
      methods: command.methods ?? old.mainMode.methods,
    },
    command.pollingMinutes ?? old.pollingMinutes,
  );
  const active = command.defaultResponse ?? old.defaultResponse.active;
  const changed = active !== old.defaultResponse.active;
  const defaultResponse = changed
    ? { ...old.defaultResponse, active, modifiedAt: context.now }
    : old.defaultResponse;
  const policy = { ...words, mainMode, pollingMinutes, defaultResponse };
  const set = { ...model, policies: replaced(model.policies, policy) };
  return assigned({ model: set, remarks }, policy.guid, command.assign);
}

export function deletePolicy(model: PolicyModel, { target }: Command<'delete-policy'>): Change {
  const gone = target === 'all' ? model.policies : [findPolicy(model, target)];
  const wasAssigned = gone.find(({ guid }) => guid === model.assigned);
  return {
    model: {
      ...model,
      policies: model.policies.filter((policy) => !gone.includes(policy)),
      assigned: wasAssigned === undefined ? model.assigned : undefined,
    },
    remarks:
      wasAssigned === undefined
        ? []
        : [`"${wasAssigned.name}" was assigned: no policy of this store is assigned now.`],
  };
}

function settled(wanted: MainModeSettings, polling: number): Settled {
  const { masterPfs } = wanted;
  checkNumber(wanted.quickModeLimit, RANGES.quickModeLimit);
  checkNumber(wanted.lifetimeMinutes, RANGES.lifetimeMinutes, 0);
  checkNumber(polling, RANGES.pollingMinutes, 0);
  checkMainModeMethods(wanted.methods);
  const remarks: string[] = [];
  if (wanted.lifetimeMinutes === 0)
    remarks.push(`mmlifetime=0 means ${ZERO_MEANS.lifetimeMinutes} minutes.`);
  if (polling === 0) remarks.push(`pollinginterval=0 means ${ZERO_MEANS.pollingMinutes} minutes.`);
  if (masterPfs && wanted.quickModeLimit !== 1)
    remarks.push('Master key PFS (mmpfs=yes) allows one quick mode a main mode: qmpermm is 1.');
  return {
    mainMode: {
      masterPfs,
      quickModeLimit: masterPfs ? 1 : wanted.quickModeLimit,
      lifetimeMinutes: wanted.lifetimeMinutes || ZERO_MEANS.lifetimeMinutes,
      methods: wanted.methods.length === 0 ? DEFAULT_MAIN_MODE_METHODS : wanted.methods,
    },
    pollingMinutes: polling || ZERO_MEANS.pollingMinutes,
    remarks,
  };
}

function assigned({ model, remarks }: Change, guid: Guid, assign: boolean | undefined): Change {
  if (assign === undefined || assign === (model.assigned === guid)) return { model, remarks };
  if (!assign) return { model: { ...model, assigned: undefined }, remarks };
  const before = model.policies.find((policy) => policy.guid === model.assigned);
  return {
    model: { ...model, assigned: guid },
    remarks:
      before === undefined
        ? remarks
        : [...remarks, `"${before.name}" is not assigned any more: one policy a store can be.`],
  };
}
