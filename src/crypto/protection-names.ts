/** Names of what a pair protects with: `aes128-sha1` (ESP), `ah-sha1` (AH), `ah-sha1+aes128-sha1` (ESP inside AH). */

import { checkProtection } from './protection.ts';
import type { AhIntegrity, Protection } from './provider.ts';
import { INTEGRITY_NAMES, integrityNamed, parseSuite, suiteName } from './suite-names.ts';

const PREFIX = 'ah-';
/** Names of what AH may be made with. */
const AH_NAMES = Object.keys(INTEGRITY_NAMES).filter((name) => name !== 'none');

/** The algorithms of a name. Throws a RangeError in words. */
export function parseProtection(text: string): Protection {
  const words = text.trim().toLowerCase();
  if (!words.startsWith(PREFIX)) return { protocol: 'esp', suite: parseSuite(text) };
  const [outside = '', inside, ...rest] = words.split('+').map((part) => part.trim());
  if (rest.length > 0) throw bad(text, 'a bundle is AH and one ESP suite, as ah-sha1+aes128-sha1');
  const ah = ahNamed(text, outside.slice(PREFIX.length));
  return inside === undefined
    ? { protocol: 'ah', ah }
    : { protocol: 'ah+esp', suite: parseSuite(inside), ah };
}

/** The name of algorithms; `parseProtection` takes it back. */
export function protectionName(protection: Protection): string {
  checkProtection(protection);
  const { suite, ah } = protection;
  if (ah === undefined) return suiteName(suite);
  const [name] = Object.entries(INTEGRITY_NAMES).find(([, id]) => id === ah)!;
  return suite === undefined ? `${PREFIX}${name}` : `${PREFIX}${name}+${suiteName(suite)}`;
}

function ahNamed(text: string, name: string): AhIntegrity {
  const integrity = integrityNamed(name);
  if (integrity !== undefined && integrity !== 'none') return integrity;
  throw bad(text, `no integrity algorithm "${name}" for AH; there are ${AH_NAMES.join(', ')}`);
}

function bad(text: string, why: string): RangeError {
  return new RangeError(`"${text}": ${why}`);
}
