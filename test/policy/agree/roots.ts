/** Two laboratories of certificates, with one for each computer, made once. */

import type { MachineCertificates } from '../../../src/host/windows/system.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { nameText } from '../../../src/wire/distinguished-name.ts';

/** When the laboratories are, in milliseconds since 1970. */
export const NOW = Date.UTC(2026, 0, 1);

const LABS: readonly Lab[] = await Promise.all(
  ['Red', 'Blue'].map((organization) =>
    makeLab({
      now: NOW,
      key: 'rsa2048',
      organization,
      peers: ['alpha', 'bravo'].map((name) => ({ name, names: [`${name}.lab.example`] })),
    }),
  ),
);

/** The distinguished names of the roots. */
export const ROOTS: readonly string[] = LABS.map(rootOf);

/** What a computer has of these roots, however they are spelled: trust, and a certificate under each, the last root's first. */
export function certificatesOf(name: string, roots: readonly string[]): MachineCertificates {
  const trusted = roots.map((root) => root.replaceAll(/, */g, ', '));
  const labs = LABS.filter((lab) => trusted.includes(rootOf(lab)));
  return {
    own: labs.map((lab) => peerCertificate(lab.peer(name))).reverse(),
    trust: {
      roots: labs.flatMap((lab) => labTrust(lab).roots),
      known: [],
      revocationLists: labs.flatMap((lab) => labTrust(lab).revocationLists),
      revocation: 0,
      fetch: false,
    },
  };
}

function rootOf(lab: Lab): string {
  return nameText(labTrust(lab).roots[0]!.subject)!;
}
