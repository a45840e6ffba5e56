/** Changes of policies in words. Never a key. */

import { filterText } from '../filter-text.ts';
import { algorithmsText, mainModeMethodText } from '../method-text.ts';
import type { PolicyAuthentication } from '../model.ts';
import type { Change, ListOwner } from './change.ts';
import type { NewRule } from './new-rule.ts';
import { authenticationNames, mainModeMethodsText, pfsText, securityMethodsText } from './words.ts';

/** One sentence, as an administrator would be told. */
export function changeText(change: Change): string {
  const { computer } = change;
  switch (change.kind) {
    case 'add-main-mode-method':
      return `Add ${mainModeMethodText(change.method)} to the main-mode methods of ${computer}'s policy "${change.policy}".`;
    case 'add-authentication':
      return `Add ${proofText(change.method, change.like)} to the authentication methods of ${ownerText(computer, change.of)}.`;
    case 'set-key':
      return `Write the pre-shared key of ${change.like} into ${ownerText(computer, change.of)}, with the same capitals and spaces.`;
    case 'join-domain':
      return `Join ${computer} to the domain.`;
    case 'get-certificate':
      return `Let ${computer} trust "${change.authority}" and get a certificate of it.`;
    case 'add-security-method':
      return `Add ${algorithmsText(change.method)} to the security methods of ${computer}'s filter action "${change.policy}".`;
    case 'set-session-pfs':
      return `Set ${pfsText(change.pfs)} in ${computer}'s filter action "${change.policy}".`;
    case 'answer-by-default': {
      const { methods, authentication } = change.terms;
      return `Assign a policy to ${computer} whose default response rule is active, with ${securityMethodsText(methods)}, proved by ${authenticationNames(authentication)}.`;
    }
    case 'add-rule':
      return ruleText(computer, change.rule);
    case 'set-tunnel-end':
      return `Let the tunnel of ${computer}'s rule "${change.rule.name}" end at ${change.end.text}.`;
    case 'permit':
      return `Let ${computer}'s rule "${change.rule.name}" permit it instead of blocking it.`;
    case 'accept-clear':
      return `Let the filter action of ${computer}'s rule "${change.rule.name}" accept unsecured packets (inbound pass-through).`;
  }
}

/** A text that two changes share exactly if they are the same. */
export function changeKey(change: Change): string {
  return change.kind === 'set-key'
    ? `${change.computer} ${change.kind} ${JSON.stringify(change.of)} ${change.like}`
    : JSON.stringify(change);
}

function ruleText(computer: string, rule: NewRule): string {
  const { methods, pfs, authentication, tunnel, replaces, mainModeMethods } = rule;
  const instead = replaces === undefined ? '' : ` in place of its rule "${replaces.name}"`;
  const filter = filterText({ ...rule, mirrored: true });
  const way =
    tunnel === undefined
      ? `a rule${instead} that negotiates for ${filter}`
      : `the two rules${instead} of a tunnel from ${tunnel.own.text} to ${tunnel.far.text} for ${filter}`;
  const key = pfs === 'none' ? '' : ` and ${pfsText(pfs)}`;
  return `Give ${computer} ${way}, with ${securityMethodsText(methods)}${key}, proved by ${authenticationNames(authentication)} (main mode ${mainModeMethodsText(mainModeMethods)}).`;
}

function proofText(method: PolicyAuthentication, like: string): string {
  if (method.method === 'psk') return `the pre-shared key of ${like}`;
  if (method.method === 'kerberos') return 'Kerberos';
  return `the root "${method.authority}" (and a certificate of it to its store)`;
}

function ownerText(computer: string, of: ListOwner): string {
  return of === 'default response'
    ? `${computer}'s default response rule`
    : `${computer}'s rule "${of.name}"`;
}
