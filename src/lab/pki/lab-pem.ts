/** A laboratory as files in memory: what `espial pki make` writes, but for its index. */

import type { Lab } from './lab.ts';
import { filesOf } from './lab-folder.ts';
import { pemText } from './pem.ts';

/**
 * Texts by the names of their files: `alpha.crt`, `alpha.key`, `alpha-chain.pem`, `ca.crt`, `ca.crl`. Throws a
 * RangeError where two would have one name.
 */
export function labFiles(lab: Lab): ReadonlyMap<string, string> {
  const made = new Map<string, string>();
  const names = [...lab.authorities.map(({ authority }) => authority), ...lab.peers];
  for (const [i, { name }] of names.entries()) {
    if (names.findIndex((other) => other.name === name) < i)
      throw new RangeError(`the laboratory has files called "${name}" already`);
  }
  for (const { authority, list } of lab.authorities) {
    const files = filesOf(authority.name);
    made.set(files.certificate, pemText('CERTIFICATE', authority.certificate));
    if (list !== undefined) made.set(files.list, pemText('X509 CRL', list));
  }
  for (const { name, certificate, key, chain } of lab.peers) {
    const files = filesOf(name);
    const all = [certificate, ...chain].map((der) => pemText('CERTIFICATE', der));
    made.set(files.certificate, all[0]!);
    made.set(files.chain, all.join(''));
    if (key !== undefined) made.set(files.key, pemText('PRIVATE KEY', key.pkcs8.reveal()));
  }
  return made;
}
