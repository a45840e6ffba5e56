/** Name constraints (RFC 5280 4.2.1.10): for which names an authority may vouch. */

import { equal } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Certificate } from './certificate.ts';
import type { NameConstraints } from './extensions.ts';
import { type GeneralName, generalNameText, printable } from './general-name.ts';
import { isEmptyName, isWithin } from './name.ts';

/** A name that an authority may not vouch for. */
export interface BrokenConstraint {
  readonly name: string;
  readonly wanted: string;
  readonly why: string;
}

/** The first name of a certificate that the constraints do not allow, or undefined. */
export function brokenConstraint(
  constraints: NameConstraints,
  certificate: Certificate,
): BrokenConstraint | undefined {
  const names = namesOf(certificate);
  const trees = constraints.excluded.length + constraints.permitted.length;
  if (names.length * trees > LIMITS.constraintComparisons) {
    const most = `at most ${LIMITS.constraintComparisons} comparisons`;
    const why = `${names.length} names against ${trees} constraints are too many to compare`;
    return { name: `${names.length} names`, wanted: most, why };
  }
  for (const name of names) {
    const excluded = constraints.excluded.find((one) => isUnder(name, one));
    if (excluded !== undefined) {
      return broken(name, `not ${treeText(excluded)}`, `${treeText(excluded)} is excluded`);
    }
    const permitted = constraints.permitted.filter((one) => one.kind === name.kind);
    const known = name.kind !== 'other';
    if (permitted.length > 0 && !(known && permitted.some((one) => isUnder(name, one)))) {
      const trees = permitted.map(treeText).join(', ');
      return broken(name, trees, `only ${trees} is permitted`);
    }
  }
  return undefined;
}

function broken(name: GeneralName, wanted: string, why: string): BrokenConstraint {
  return { name: generalNameText(name), wanted, why };
}

function namesOf({ subject, extensions }: Certificate): readonly GeneralName[] {
  const own: GeneralName[] = isEmptyName(subject)
    ? []
    : [{ kind: 'directory', name: subject, raw: subject }];
  return [...own, ...extensions.alternativeNames];
}

/** Whether a name lies in a subtree. */
function isUnder(name: GeneralName, tree: GeneralName): boolean {
  if (name.kind !== tree.kind) return false;
  if (name.kind === 'directory' && tree.kind === 'directory') return isWithin(name.name, tree.name);
  if (name.kind === 'ip' && tree.kind === 'ip') return isUnderPrefix(name.octets, tree.octets);
  if (name.kind === 'dns' && tree.kind === 'dns') return isUnderDomain(name.text, tree.text);
  if (name.kind === 'email' && tree.kind === 'email') return isUnderMail(name.text, tree.text);
  if (name.kind === 'uri' && tree.kind === 'uri') return isUnderHost(name.text, tree.text);
  // Kinds whose order is not known here: refused rather than overlooked.
  return true;
}

/** `lab.example` holds itself and everything below it. */
function isUnderDomain(name: string, tree: string): boolean {
  const own = name.toLowerCase();
  const above = tree.toLowerCase().replace(/^\./, '');
  return above === '' || own === above || own.endsWith(`.${above}`);
}

/** A mailbox, the mailboxes of a host, or with a leading dot those of the hosts below a domain. */
function isUnderMail(name: string, tree: string): boolean {
  const own = name.toLowerCase();
  const above = tree.toLowerCase();
  if (above.includes('@')) return own === above;
  const host = own.slice(own.lastIndexOf('@') + 1);
  return above.startsWith('.') ? host.endsWith(above) : host === above;
}

/** The host of an address, or with a leading dot the hosts below a domain. */
function isUnderHost(name: string, tree: string): boolean {
  const above = tree.toLowerCase();
  const host = URL.canParse(name) ? new URL(name).hostname.toLowerCase() : '';
  return above.startsWith('.') ? host.endsWith(above) : host === above;
}

/** Four and four or sixteen and sixteen octets: address and mask. */
function isUnderPrefix(address: Uint8Array, tree: Uint8Array): boolean {
  if (tree.length !== address.length * 2) return false;
  const mask = tree.subarray(address.length);
  const masked = (octets: Uint8Array): Uint8Array => octets.map((octet, i) => octet & mask[i]!);
  return equal(masked(address), masked(tree.subarray(0, address.length)));
}

function treeText(tree: GeneralName): string {
  return 'text' in tree ? printable(tree.text) : generalNameText(tree);
}
