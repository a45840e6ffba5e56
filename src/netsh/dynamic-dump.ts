/** `dump` under dynamic: a script that makes the dynamic edits and the settings again. */

import type { MainModePolicy, QuickModeFilter, QuickModePolicy } from '../policy/compiled.ts';
import type { DriverSettings } from '../policy/dynamic.ts';
import { mainModeFilterFor } from '../policy/identity.ts';
import type { InForce } from './backend.ts';
import { PROPERTIES, settingText } from './settings.ts';
import { mainModeMethods, packets, proofs, securityMethods, tag, yesNo } from './written.ts';

/** Only what was made by dynamic commands: the rest comes from a store. Keys only where `secrets`. */
export function dynamicDump(
  { active }: InForce,
  settings: DriverSettings,
  secrets: boolean,
): string {
  const lines = [
    '# Dynamic IPsec policy and settings of Espial, as netsh makes them again',
    'pushd ipsec dynamic',
    ...PROPERTIES.flatMap(({ name }) => {
      const value = settingText(settings, name);
      return value === undefined ? [] : [`set config property=${name} value="${value}"`];
    }),
    ...active.mainModePolicies.filter(isDynamic).map(mainModePolicyLine),
    ...active.quickModePolicies.filter(isDynamic).map(quickModePolicyLine),
    // The newest stands first in what is in force.
    ...active.quickModeFilters
      .filter(({ from }) => from === 'dynamic')
      .toReversed()
      .map((filter) => ruleLine(active, filter, secrets)),
    'popd',
  ];
  return `${lines.join('\n')}\n`;
}

const PFS_WORDS = { none: 'NOPFS', 'main-mode': 'GRPMM', 1: 'GRP1', 2: 'GRP2', 3: 'GRP3' } as const;

function isDynamic({ source }: MainModePolicy | QuickModePolicy): boolean {
  return source === 'dynamic';
}

function mainModePolicyLine(policy: MainModePolicy): string {
  return [
    `add mmpolicy${tag('name', policy.name)} qmpermm=${policy.quickModeLimit}`,
    ` mmlifetime=${policy.lifetimeSeconds / 60}`,
    ` softsaexpirationtime=${policy.softSaExpirySeconds / 60}`,
    mainModeMethods(policy.methods),
  ].join('');
}

function quickModePolicyLine(policy: QuickModePolicy): string {
  return [
    `add qmpolicy${tag('name', policy.name)}${yesNo('soft', policy.soft)}`,
    ` pfsgroup=${PFS_WORDS[policy.pfs]}`,
    securityMethods(policy.methods),
  ].join('');
}

function ruleLine(active: InForce['active'], filter: QuickModeFilter, secrets: boolean): string {
  const mainMode = mainModeFilterFor(active, filter);
  const tunnel = typeof filter.tunnel === 'string' ? filter.tunnel : filter.tunnel?.text;
  return [
    `add rule${packets(filter)}`,
    tag('mmpolicy', mainMode?.policy),
    tag('qmpolicy', filter.policy),
    ` conntype=${filter.connectionType}`,
    ` actioninbound=${filter.inboundAction} actionoutbound=${filter.outboundAction}`,
    tunnel === undefined ? '' : ` tunneldstaddress=${tunnel}`,
    proofs(mainMode?.authentication ?? [], secrets),
  ].join('');
}
