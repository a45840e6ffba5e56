/** A failure with everything in it, for renderings. */

import type { Failure } from '../../src/ike/failure.ts';

export const failure: Failure = {
  code: 'no-common-main-mode-proposal',
  title: 'This host and alice have no common main-mode proposal.',
  certainty: 'certain',
  where: 'main mode, message 1',
  detail:
    'No transform that the peer offers is one that this host accepts. The first attribute that differs is the group.',
  comparison: [
    { what: 'encryption', local: 'AES-CBC-128', peer: 'AES-CBC-128', differs: false },
    { what: 'hash', local: 'SHA1', peer: 'SHA1', differs: false },
    {
      what: 'Diffie-Hellman group',
      local: 'MODP-2048 (group 14) or MODP-3072 (group 15)',
      peer: 'MODP-1024 (group 2)',
      differs: true,
    },
    { what: 'lifetime', local: '28800 s', peer: '3600 s', differs: true },
  ],
  notify: 14,
  windowsError: { code: 13868, name: 'POLICY_MATCH' },
  auditEvent: 546,
  failurePoint: 'Me',
  advice: [
    'Give both hosts at least one identical set of encryption, hash, authentication method and group.',
    'Nothing else.',
  ],
};
