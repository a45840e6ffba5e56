/** IKEv2's payload numbers (RFC 7296 3.2), to name what Espial does not speak. */

import { numberTable } from './table.ts';

export const IKEV2_PAYLOADS = numberTable('IKEv2 payload', {
  none: [0, 'none', 'RFC 7296 3.2'],
  SA: [33, 'Security Association', 'RFC 7296 3.3'],
  KE: [34, 'Key Exchange', 'RFC 7296 3.4'],
  IDi: [35, 'Identification - Initiator', 'RFC 7296 3.5'],
  IDr: [36, 'Identification - Responder', 'RFC 7296 3.5'],
  CERT: [37, 'Certificate', 'RFC 7296 3.6'],
  CERTREQ: [38, 'Certificate Request', 'RFC 7296 3.7'],
  AUTH: [39, 'Authentication', 'RFC 7296 3.8'],
  NONCE: [40, 'Nonce', 'RFC 7296 3.9'],
  N: [41, 'Notify', 'RFC 7296 3.10'],
  D: [42, 'Delete', 'RFC 7296 3.11'],
  V: [43, 'Vendor ID', 'RFC 7296 3.12'],
  TSi: [44, 'Traffic Selector - Initiator', 'RFC 7296 3.13'],
  TSr: [45, 'Traffic Selector - Responder', 'RFC 7296 3.13'],
  SK: [46, 'Encrypted and Authenticated', 'RFC 7296 3.14'],
  CP: [47, 'Configuration', 'RFC 7296 3.15'],
  EAP: [48, 'Extensible Authentication', 'RFC 7296 3.16'],
  GSPM: [49, 'Generic Secure Password Method', 'RFC 6467'],
  SKF: [53, 'Encrypted and Authenticated Fragment', 'RFC 7383 2.5'],
});
export const IKEV2_PAYLOAD = IKEV2_PAYLOADS.numbers;

/** Flags of IKEv2's header (RFC 7296 3.1). */
export const IKEV2_FLAG = { initiator: 0x08, version: 0x10, response: 0x20 } as const;
