/** The terms of negotiations: as they are foretold, and as events tell them. */

import type { HostEvent } from '../../../src/host/events.ts';
import type { Passage } from '../../../src/policy/agree/computer.ts';
import type { MainModeMethod, SecurityMethod } from '../../../src/policy/model.ts';

const GROUP = { 1: 1, 2: 2, 3: 14 } as const;
const PROOF = { kerberos: 'Kerberos', psk: 'pre-shared key', rootca: 'RSA signatures' } as const;
const CIPHER = { DES: 'DES-CBC', '3DES': '3DES-CBC', None: 'NULL' } as const;

/** The terms of each side's own negotiation, sorted; nothing of those that fail. */
export function foretoldTerms(passages: readonly (Passage | undefined)[]): string[] {
  const terms = passages.flatMap((passage) => {
    const negotiation = passage?.negotiation;
    if (negotiation === undefined || !negotiation.ok) return [];
    const { mainMode, quickMode, initiator } = negotiation;
    const { method, authentication } = mainMode;
    const proof = PROOF[authentication];
    return [`${initiator}: ${mainModeTerms(method)} ${proof}, ${securityTerms(quickMode.method)}`];
  });
  return terms.sort();
}

/** The same from what the hosts reported: the first pair that each of them began. */
export function playedTerms(events: readonly HostEvent[]): string[] {
  const terms = new Map<string, string>();
  for (const event of events) {
    if (event.kind !== 'quick-mode-established' || event.role !== 'initiator') continue;
    if (terms.has(event.host)) continue;
    const main = events.find(
      (one) =>
        one.kind === 'main-mode-established' &&
        one.initiatorCookie === event.initiatorCookie &&
        one.responderCookie === event.responderCookie,
    );
    if (main?.kind !== 'main-mode-established') continue;
    const { encryption, hash, group, authentication } = main;
    terms.set(
      event.host,
      `${event.host}: ${encryption} ${hash} ${group} ${authentication}, ${event.suite}`,
    );
  }
  return [...terms.values()].sort();
}

function mainModeTerms({ encryption, hash, group }: MainModeMethod): string {
  return `${CIPHER[encryption]} ${hash} ${GROUP[group]}`;
}

function securityTerms({ ah, esp }: SecurityMethod): string {
  const outside = ah === undefined ? [] : [`AH with HMAC-${ah}-96`];
  if (esp === undefined) return outside.join('');
  const integrity = esp.integrity === 'None' ? 'NONE' : `HMAC-${esp.integrity}-96`;
  const inside = `${CIPHER[esp.encryption]} with ${integrity}`;
  return [...outside, ah === undefined ? inside : `ESP with ${inside}`].join(', ');
}
