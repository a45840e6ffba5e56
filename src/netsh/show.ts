/** The show verbs: what they need is gathered, and rendered. */

import { type Address, tryParseAddress } from '../base/address.ts';
import { isAddress } from '../base/ip-address.ts';
import { NO_POLICY } from '../policy/compiled.ts';
import { DEFAULT_SETTINGS } from '../policy/dynamic.ts';
import { findFilterAction, findFilterList, findPolicy, findRule } from '../policy/find.ts';
import type { PolicyModel } from '../policy/model.ts';
import { caught, refuse } from '../policy/refusal.ts';
import type { InForce, LiveViews } from './backend.ts';
import { NetshProblem } from './problem.ts';
import { resolvedFilter } from './resolve.ts';
import type { Action, NetshSession } from './session.ts';
import { renderShow } from './show/render-show.ts';
import { SHOW_COMMANDS } from './show-commands.ts';
import type {
  DynamicShowData,
  DynamicShowRequest,
  ShowRequest,
  StaticShowData,
  StaticShowRequest,
} from './show-request.ts';
import { refused } from './texts.ts';

export const showStatic: Action = async (session, said) => {
  const request = SHOW_COMMANDS[said.verb.id]!(said) as StaticShowRequest;
  const { backend } = session;
  const model = await backend.model(session.store);
  checkThere(model, request);
  const directory =
    request.what === 'gpoassignedpolicy' ? await backend.assignedByDirectory() : undefined;
  const data: StaticShowData = {
    context: 'static',
    ...(await common(session, request, model)),
    store: session.store,
    model,
    directory,
  };
  return renderShow(request, data);
};

export const showDynamic: Action = async (session, said) => {
  const asked = SHOW_COMMANDS[said.verb.id]!(said) as DynamicShowRequest;
  const lookUp = (name: string): Promise<readonly Address[]> => session.world.lookUp(name);
  const request =
    'filter' in asked ? { ...asked, filter: await resolvedFilter(asked.filter, lookUp) } : asked;
  const { backend } = session;
  const needs = NEEDS[request.what];
  const inForce: InForce = needs.policy ? await backend.inForce(false) : NOTHING_IN_FORCE;
  const live: LiveViews = needs.live ? await backend.live() : NOTHING_LIVE;
  checkInForce(inForce, request);
  const data: DynamicShowData = {
    context: 'dynamic',
    ...(await common(session, request, [inForce, live])),
    ...inForce,
    ...live,
    settings: needs.settings ? await backend.settings() : DEFAULT_SETTINGS,
  };
  return renderShow(request, data);
};

interface Needs {
  readonly policy?: true;
  readonly live?: true;
  readonly settings?: true;
}

const NEEDS: Readonly<Record<DynamicShowRequest['what'], Needs>> = {
  all: { policy: true, live: true, settings: true },
  config: { settings: true },
  mmfilter: { policy: true },
  qmfilter: { policy: true },
  mmpolicy: { policy: true },
  qmpolicy: { policy: true },
  mmsas: { live: true },
  qmsas: { live: true, policy: true },
  rule: { policy: true },
  stats: { live: true },
};
const NOTHING_IN_FORCE: InForce = {
  active: NO_POLICY,
  expansion: { mainMode: [], quickMode: [] },
};
const NOTHING_LIVE: LiveViews = {
  mainModeSas: [],
  quickModeSas: [],
  softSas: [],
  statistics: { ike: [], ipsec: [], detail: [] },
  now: 0,
};

async function common(
  session: NetshSession,
  { style }: ShowRequest,
  holder: unknown,
): Promise<Pick<StaticShowData, 'computer' | 'wallNow' | 'names'>> {
  const names = new Map<string, string>();
  const addresses = style.resolvedns ? addressesIn(holder) : [];
  await Promise.all(
    addresses.map(async (address) => {
      const name = await session.world.nameOf(address);
      if (name !== undefined) names.set(address.text, name);
    }),
  );
  return { computer: session.backend.computer, wallNow: session.world.wallNow(), names };
}

/** Every IPv4 address anywhere in some plain data, once each; SAs have them as text. */
function addressesIn(holder: unknown): readonly Address[] {
  const found = new Map<string, Address>();
  const add = (address: Address | undefined): void => {
    if (address !== undefined) found.set(address.text, address);
  };
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [text] of value.matchAll(/\b\d+\.\d+\.\d+\.\d+\b/g)) add(tryParseAddress(text));
    }
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    if (isAddress(value)) add(value);
    else for (const item of Object.values(value)) look(item);
  };
  look(holder);
  return [...found.values()];
}

/** What is shown must be there: else the answer is an error, not an empty page. */
function checkThere(model: PolicyModel, request: StaticShowRequest): void {
  if (!('target' in request)) return;
  const { target } = request;
  const found = caught(() => {
    if (request.what === 'rule') {
      const policy = findPolicy(model, { by: 'name', name: request.policy });
      if (typeof target === 'object' && target.by !== 'rule') findRule(policy, target);
    } else if (typeof target === 'object' && target.by === 'name') {
      if (request.what === 'policy') findPolicy(model, target);
      else if (request.what === 'filterlist') findFilterList(model, target);
      else findFilterAction(model, target);
    } else if (typeof target === 'object' && target.by === 'rule') {
      const name = target.rule.toLowerCase();
      const rules = model.policies.flatMap(({ rules: all }) => all);
      if (!rules.some((rule) => rule.name.toLowerCase() === name)) {
        refuse(
          'not-found',
          `No policy has a rule "${target.rule}".`,
          'show policy all level=verbose lists them.',
        );
      }
    }
  });
  if ('error' in found) throw refused(found.error);
}

function checkInForce({ active }: InForce, request: DynamicShowRequest): void {
  if (!('name' in request) || request.name === undefined) return;
  const { objects, code, what } = {
    mmpolicy: { objects: active.mainModePolicies, code: 13004, what: 'main-mode policy' },
    qmpolicy: { objects: active.quickModePolicies, code: 13001, what: 'quick-mode policy' },
    mmfilter: { objects: active.mainModeFilters, code: 13007, what: 'main-mode filter' },
    qmfilter: { objects: active.quickModeFilters, code: 13009, what: 'quick-mode filter' },
  }[request.what];
  const name = request.name.toLowerCase();
  if (objects.some((one) => one.name.toLowerCase() === name)) return;
  throw new NetshProblem(
    `Error ${code}: no ${what} "${request.name}" is in force.`,
    `show ${request.what} all lists what is.`,
  );
}
