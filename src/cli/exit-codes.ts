/** Every exit code, in one table; docs/exit-codes.md says the same, and a test holds both together. */

import type { EdgeErrorCode } from '../net/errors.ts';

export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'a negotiation or a command failed' },
  usage: { code: 2, meaning: 'wrong usage, or a wrong file' },
  portInUse: { code: 3, meaning: 'a port, the control socket or a policy store is in use' },
  noPermission: { code: 4, meaning: 'no permission' },
  unreachable: { code: 5, meaning: 'the peer cannot be reached or does not answer' },
  noPeerRunning: { code: 6, meaning: 'no peer is running at the control socket' },
  internal: { code: 70, meaning: 'an error in Espial itself' },
  interrupted: {
    code: 130,
    meaning: 'interrupted: a demo or scenario by Ctrl-C, a peer by the second one',
  },
} as const;

export type ExitName = keyof typeof EXIT_CODES;

/** The number of an exit code. */
export function exitCode(name: ExitName): number {
  return EXIT_CODES[name].code;
}

const OF_EDGE_ERROR: Readonly<Record<EdgeErrorCode, ExitName>> = {
  'port-in-use': 'portInUse',
  'peer-already-running': 'portInUse',
  'no-permission': 'noPermission',
  'address-not-here': 'usage',
  unreachable: 'unreachable',
  'no-peer-running': 'noPeerRunning',
  'control-failed': 'failed',
  'stores-in-use': 'portInUse',
  'not-on-this-machine': 'usage',
  'forward-refused': 'usage',
  file: 'usage',
};

/** The exit code of an error at the edge. */
export function exitOfEdgeError(code: EdgeErrorCode): number {
  return exitCode(OF_EDGE_ERROR[code]);
}
