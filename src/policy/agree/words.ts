/** Lists of methods and proofs in the words of netsh. */

import type { QuickModePolicy } from '../compiled.ts';
import { algorithmsText, mainModeMethodText } from '../method-text.ts';
import type { MainModeMethod, PolicyAuthentication, SecurityMethod } from '../model.ts';

export function mainModeMethodsText(methods: readonly MainModeMethod[]): string {
  return methods.map(mainModeMethodText).join(' ');
}

/** Without lifetimes, which keep nobody apart. */
export function securityMethodsText(methods: readonly SecurityMethod[]): string {
  return methods.map(algorithmsText).join(' ');
}

const AUTHENTICATION_NAMES: Readonly<Record<PolicyAuthentication['method'], string>> = {
  kerberos: 'Kerberos',
  psk: 'a pre-shared key',
  rootca: 'certificates',
};

/** `Kerberos`, `a pre-shared key` or `certificates`. */
export function authenticationName(method: PolicyAuthentication['method']): string {
  return AUTHENTICATION_NAMES[method];
}

/** `Kerberos, certificates`: never a key. */
export function authenticationNames(list: readonly PolicyAuthentication[]): string {
  return list.map(({ method }) => authenticationName(method)).join(', ');
}

/** `session key PFS with main mode's group`. */
export function pfsText(pfs: QuickModePolicy['pfs']): string {
  if (pfs === 'none') return 'no session key PFS';
  return pfs === 'main-mode'
    ? "session key PFS with main mode's group"
    : `session key PFS with group ${pfs}`;
}
