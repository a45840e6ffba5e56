/** Numbers of the tokens of Espial's stub realm. They are its own; errors are Kerberos' (RFC 4120). */

import { numberTable } from './table.ts';

/** What a token of the stub realm is. */
export const STUB_TOKENS = numberTable('token of the stub realm', {
  ticketRequest: [1, 'ticket request', 'docs/kerberos.md; RFC 4120 5.4.1'],
  ticketAnswer: [2, 'ticket answer', 'docs/kerberos.md; RFC 4120 5.4.2'],
  refusal: [3, 'refusal', 'docs/kerberos.md; RFC 4120 5.9.1'],
  contextRequest: [4, 'context request', 'docs/kerberos.md; RFC 4120 5.5.1'],
  contextAnswer: [5, 'context answer', 'docs/kerberos.md; RFC 4120 5.5.2'],
  wrapped: [6, 'wrapped message', 'docs/kerberos.md; RFC 4121 4.2.6.2'],
});
export const STUB_TOKEN = STUB_TOKENS.numbers;

/** Why the ticket service refuses. */
export const STUB_ERRORS = numberTable('error of the ticket service', {
  unknownClient: [6, 'KDC_ERR_C_PRINCIPAL_UNKNOWN', 'RFC 4120 7.5.9'],
  unknownService: [7, 'KDC_ERR_S_PRINCIPAL_UNKNOWN', 'RFC 4120 7.5.9'],
  proofFailed: [24, 'KDC_ERR_PREAUTH_FAILED', 'RFC 4120 7.5.9'],
  skew: [37, 'KRB_AP_ERR_SKEW', 'RFC 4120 7.5.9'],
  badRequest: [60, 'KRB_ERR_GENERIC', 'RFC 4120 7.5.9'],
  wrongRealm: [68, 'KDC_ERR_WRONG_REALM', 'RFC 4120 7.5.9'],
});
export const STUB_ERROR = STUB_ERRORS.numbers;

/** Which way a wrapped message goes. */
export const STUB_DIRECTIONS = numberTable('direction', {
  toAcceptor: [0, 'from the initiator', 'docs/kerberos.md; RFC 4121 4.2.2'],
  toInitiator: [1, 'from the acceptor', 'docs/kerberos.md; RFC 4121 4.2.2'],
});
export const STUB_DIRECTION = STUB_DIRECTIONS.numbers;
