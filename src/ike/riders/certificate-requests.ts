/** Certificate requests of the peer, in whatever message of main mode they come (RFC 2408 3.10). */

import { equal } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { CERTIFICATE } from '../../wire/numbers/isakmp.ts';
import { every } from '../script/incoming.ts';
import type { Rider } from './rider.ts';

/** Remembers of which authorities the peer wants a certificate. What this host asks for is its method's. */
export const certificateRequests: Rider = {
  name: 'certificate requests',
  joins: { 'main mode': [1, 2, 3, 4, 5, 6] },
  onBuild: () => [],
  onAccept({ sa }, _number, message) {
    for (const { encoding, data } of every(message, 'certreq')) {
      if (encoding !== CERTIFICATE.X509_SIGNATURE) continue;
      const known = sa.certificateRequests;
      if (known.length >= LIMITS.certificateRequests) return;
      if (!known.some((name) => equal(name, data)))
        sa.certificateRequests = [...known, data.slice()];
    }
  },
};
