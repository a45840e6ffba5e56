/**
 * Windows' own tables. Those of the three example policies are read from the directory of a freshly
 * installed domain (verified; they date from Windows 2000); what is given where nothing is said is
 * unverified unless a line says otherwise.
 */

import type { MainModeMethod, PolicyAuthentication, SecurityMethod } from './model.ts';

export type Release = 'win2k' | 'win2003';

/** What the filter list, and the negotiation policy, of the default response rule are called. */
export const DYNAMIC_LIST = '<Dynamic>';

/** Main-mode methods of the examples (verified), and of policies that name none. */
export const DEFAULT_MAIN_MODE_METHODS: readonly MainModeMethod[] = [
  { encryption: '3DES', hash: 'SHA1', group: 2 },
  { encryption: '3DES', hash: 'MD5', group: 2 },
  { encryption: 'DES', hash: 'SHA1', group: 1 },
  { encryption: 'DES', hash: 'MD5', group: 1 },
];

/** Of the default response rule of all policies (verified for the examples). */
export const DEFAULT_RESPONSE_METHODS: readonly SecurityMethod[] = [
  esp('3DES', 'SHA1'),
  esp('3DES', 'MD5'),
  esp('DES', 'SHA1'),
  esp('DES', 'MD5'),
  ah('SHA1'),
  ah('MD5'),
];

/** Of a filter action that negotiates and names none (unverified). */
export const DEFAULT_SECURITY_METHODS: readonly SecurityMethod[] = [
  esp('3DES', 'SHA1'),
  esp('3DES', 'MD5'),
];

/** Of a rule that names none (unverified for netsh, verified for the examples). */
export const DEFAULT_AUTHENTICATION: readonly PolicyAuthentication[] = [{ method: 'kerberos' }];

/** Of an empty `add policy` (the lifetimes and the limit verified, the others not). */
export const DEFAULT_POLICY = {
  masterPfs: false,
  quickModeLimit: 0,
  lifetimeMinutes: 480,
  pollingMinutes: 180,
  defaultResponse: true,
} as const;

/** What the example policies of a release hold. */
export interface ExampleTable {
  readonly certainty: 'verified' | 'unverified';
  readonly mainMode: readonly MainModeMethod[];
  /** Request Security (Optional). */
  readonly request: readonly SecurityMethod[];
  /** Require Security. */
  readonly require: readonly SecurityMethod[];
  readonly defaultResponse: readonly SecurityMethod[];
}

const WINDOWS_2000: ExampleTable = {
  certainty: 'verified',
  mainMode: DEFAULT_MAIN_MODE_METHODS,
  request: [esp('3DES', 'SHA1', 900), esp('DES', 'SHA1', 900), ah('SHA1', 300), ah('MD5', 300)],
  require: [
    esp('3DES', 'SHA1', 900),
    esp('3DES', 'MD5', 900),
    esp('DES', 'SHA1', 900),
    esp('DES', 'MD5', 900),
  ],
  defaultResponse: DEFAULT_RESPONSE_METHODS,
};

/** Of 2003 no table could be read; a domain that it installed holds that of 2000. */
export const EXAMPLES: Readonly<Record<Release, ExampleTable>> = {
  win2k: WINDOWS_2000,
  win2003: { ...WINDOWS_2000, certainty: 'unverified' },
};

function esp(encryption: 'DES' | '3DES', integrity: 'MD5' | 'SHA1', seconds = 0): SecurityMethod {
  return { ah: undefined, esp: { encryption, integrity }, ...lifetime(seconds) };
}

function ah(hash: 'MD5' | 'SHA1', seconds = 0): SecurityMethod {
  return { ah: hash, esp: undefined, ...lifetime(seconds) };
}

function lifetime(seconds: number): { kilobytes: number; seconds: number } {
  return { kilobytes: seconds === 0 ? 0 : 100_000, seconds };
}
