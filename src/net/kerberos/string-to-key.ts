/** Keys of principals made from passwords. */

import { pbkdf2Sync } from 'node:crypto';
import { Secret } from '../../base/secret.ts';

/** As RFC 8009 5.2 has it unless told otherwise. */
const ITERATIONS = 32_768;
const KEY_OCTETS = 32;

/**
 * The key of a principal with a password: PBKDF2 (RFC 8018 5.2) with HMAC-SHA-256, salted with realm
 * and name, so that one password makes another key for every principal. Not one of Kerberos' own.
 */
export function stringToKey(password: string, realm: string, principal: string): Secret {
  const salt = `espial stub realm 1\n${realm}\n${principal}`;
  const key = pbkdf2Sync(password.normalize('NFC'), salt, ITERATIONS, KEY_OCTETS, 'sha256');
  return new Secret(Uint8Array.from(key));
}
