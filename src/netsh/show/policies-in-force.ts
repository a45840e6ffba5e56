/** Main-mode and quick-mode policies that are in force. */

import type { MainModePolicy, QuickModePolicy } from '../../policy/compiled.ts';
import type { DynamicShowData, ShowStyle } from '../show-request.ts';
import { WORDS } from './labels.ts';
import { count, type Field, indented, list, page, table } from './layout.ts';
import { mainModeCells, methodCells, yesNo } from './values.ts';

/** IKE policies: all, or the one of a name. */
export function mainModePoliciesText(
  { active }: DynamicShowData,
  name: string | undefined,
  style: ShowStyle,
): string {
  const found = active.mainModePolicies.filter((one) => isNamed(one, name));
  if (found.length === 0) return none('main-mode policies', name);
  return page(
    ...found.map((one) => mainModePolicyText(one, style)),
    count('numberOfMainModePolicies', found.length),
  );
}

/** Negotiation policies: all, or the one of a name. */
export function quickModePoliciesText(
  { active }: DynamicShowData,
  name: string | undefined,
  style: ShowStyle,
): string {
  const found = active.quickModePolicies.filter((one) => isNamed(one, name));
  if (found.length === 0) return none('quick-mode policies', name);
  return page(
    ...found.map((one) => quickModePolicyText(one, style)),
    count('numberOfQuickModePolicies', found.length),
  );
}

/** Whether an object has the name asked for. */
export function isNamed(one: { readonly name: string }, name: string | undefined): boolean {
  return name === undefined || one.name.toLowerCase() === name.toLowerCase();
}

/** That there is nothing to show. */
function none(what: string, name?: string): string {
  const named = name === undefined ? '' : ` named "${name}"`;
  return `There are no ${what}${named} in force.`;
}

function mainModePolicyText(one: MainModePolicy, style: ShowStyle): string {
  const fields: readonly Field[] = [
    ['mainModePolicyName', one.name],
    ['filterSource', WORDS.sources[one.source]],
    ['masterPfs', yesNo(one.masterPfs)],
    ['mainModeLifetime', `${Math.round(one.lifetimeSeconds / 60)} minutes`],
    ['quickModeLimit', one.quickModeLimit === 0 ? '0 (unlimited)' : String(one.quickModeLimit)],
    ['softSaLifetime', `${Math.round(one.softSaExpirySeconds / 60)} minutes`],
  ];
  const rows = one.methods.map(mainModeCells);
  return page(
    list(fields, style),
    indented(style, (inner) => table(['encryption', 'integrity', 'dhGroup'], rows, inner)),
  );
}

function quickModePolicyText(one: QuickModePolicy, style: ShowStyle): string {
  const fields: readonly Field[] = [
    ['quickModePolicyName', one.name],
    ['filterSource', WORDS.sources[one.source]],
    ['allowUnsecure', yesNo(one.soft)],
    ['pfs', pfsText(one.pfs)],
  ];
  const rows = one.methods.map((method) => methodCells(method, pfsText(one.pfs)));
  return page(
    list(fields, style),
    indented(style, (inner) => table(['ah', 'esp', 'seconds', 'kilobytes', 'pfs'], rows, inner)),
  );
}

function pfsText(pfs: QuickModePolicy['pfs']): string {
  if (pfs === 'none') return WORDS.no;
  return pfs === 'main-mode' ? 'GRPMM' : `GRP${pfs}`;
}
