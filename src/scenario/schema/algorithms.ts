/** Algorithm names of a file, in strongSwan's spelling, as the engine wants them. */

import { GROUPS } from '../../crypto/groups.ts';
import type { EspSuite, GroupId } from '../../crypto/provider.ts';
import { parseMainModeProposal, parseSuite } from '../../crypto/suite-names.ts';
import type { MainModeProposal } from '../../ike/policy.ts';
import { nearest } from './suggest.ts';

/** `aes128-sha1-modp1024`. Throws a RangeError that says which part is not known. */
export function readMainModeProposal(text: string): MainModeProposal {
  return parseMainModeProposal(text);
}

/** `aes128-sha1`, `aes128gcm16`. Throws a RangeError that says which part is not known. */
export function readSuite(text: string): EspSuite {
  return parseSuite(text);
}

/** `modp1024`. Throws a RangeError that names the nearest known group. */
export function readGroup(text: string): GroupId {
  const group = GROUPS.find((candidate) => candidate.name === text);
  if (group !== undefined) return group.id;
  const names = GROUPS.map((candidate) => candidate.name);
  const meant = nearest(text, names);
  const hint = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
  throw new RangeError(`"${text}" is not a Diffie-Hellman group that Espial has${hint}`);
}
