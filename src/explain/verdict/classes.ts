/** The closed list of verdicts: every class of failure that `espial explain` can name, and `none`. */

import { CERTIFICATE_CLASSES } from './classes/certificates.ts';
import type { ClassEntry } from './classes/entry.ts';
import { HOST_CLASSES } from './classes/hosts.ts';
import { KERBEROS_CLASSES } from './classes/kerberos.ts';
import { MAIN_MODE_CLASSES } from './classes/main-mode.ts';
import { MESSAGE_CLASSES } from './classes/messages.ts';
import { PACKET_CLASSES } from './classes/packets.ts';
import { QUICK_MODE_CLASSES } from './classes/quick-mode.ts';

const ALL = {
  ...MAIN_MODE_CLASSES,
  ...CERTIFICATE_CLASSES,
  ...KERBEROS_CLASSES,
  ...QUICK_MODE_CLASSES,
  ...MESSAGE_CLASSES,
  ...PACKET_CLASSES,
  ...HOST_CLASSES,
} as const;

/** The name of a class: `preshared-keys-differ`. `none` where nothing failed, `unknown` where it cannot be told. */
export type ClassId = keyof typeof ALL;

/** Every class, in the order of the files: main mode, credentials, quick mode, messages, packets, hosts. */
export const CLASS_IDS = Object.keys(ALL) as readonly ClassId[] as readonly [ClassId, ...ClassId[]];

/** What is said of a class. */
export function classEntry(id: ClassId): ClassEntry {
  return ALL[id];
}

/** Whether a text names a class. */
export function isClassId(text: string): text is ClassId {
  return Object.hasOwn(ALL, text);
}
