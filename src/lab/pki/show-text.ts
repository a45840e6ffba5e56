/** What a file holds, as lines for people. */

import { COLUMNS, labelled, wrap } from '../../observe/text.ts';
import { countText } from '../../observe/units.ts';
import type { Shown } from './show.ts';

const LABEL_COLUMNS = 16;
/** Entries of a list, and names of a certificate, that are shown one by one. */
const SHOWN = 20;

/** One thing of a file, at most 80 columns wide. */
export function shownText(one: Shown): string {
  switch (one.kind) {
    case 'certificate':
      return block(`certificate, ${one.octets} octets`, [
        ['subject', one.subject],
        ['issuer', one.issuer],
        ['serial', one.serial],
        ['valid from', one.notBefore],
        ['valid until', one.notAfter],
        ['key', one.key],
        ['signature', one.signature],
        ['authority', one.authority],
        ['key usage', one.keyUsage.join(', ') || 'not said: any'],
        ['extended usage', one.extendedKeyUsage.join(', ') || 'not said: any'],
        ['names', some(one.alternativeNames) || 'none but the subject'],
        ...(one.revocationLists.length > 0
          ? [['list at', one.revocationLists.join(' ')] as const]
          : []),
        ['thumbprint', `${one.thumbprint} (SHA-1)`],
        ['IKE', one.verdict],
      ]);
    case 'revocation list':
      return block(`revocation list, ${one.octets} octets`, [
        ['issuer', one.issuer],
        ['of', one.thisUpdate],
        ['next', one.nextUpdate],
        ['signature', one.signature],
        ['revoked', countText(one.revoked.length, 'certificate')],
        ...one.revoked
          .slice(0, SHOWN)
          .map(
            ({ serial, on, reason }) => ['', `${serial}, ${on.slice(0, 10)}, ${reason}`] as const,
          ),
        ...(one.revoked.length > SHOWN
          ? [['', `and ${one.revoked.length - SHOWN} more`] as const]
          : []),
        ['it is', one.verdict],
      ]);
    case 'private key':
      return block('private key', [
        ['key', one.key],
        ['key identifier', one.keyIdentifier],
        ['note', one.verdict],
      ]);
  }
}

function block(head: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.flatMap(([label, text]) => labelled(`  ${label}`, text, LABEL_COLUMNS + 2));
  return [...wrap(head, COLUMNS), ...lines].join('\n');
}

function some(names: readonly string[]): string {
  const more = names.length - SHOWN;
  const shown = names.slice(0, SHOWN).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
