/** Random lists of methods, the usual ones first. */

import type {
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
} from '../../../src/policy/model.ts';
import type { Draws } from '../../../src/wire/codec.ts';
import { psk } from '../making.ts';
import { chance, pick, some } from './draws.ts';
import { ROOTS } from './roots.ts';

const MAIN_MODE: readonly MainModeMethod[] = [
  { encryption: '3DES', hash: 'SHA1', group: 1 },
  { encryption: '3DES', hash: 'MD5', group: 1 },
  { encryption: 'DES', hash: 'SHA1', group: 1 },
  { encryption: 'DES', hash: 'MD5', group: 2 },
];

const ESP: readonly SecurityMethod['esp'][] = [
  { encryption: '3DES', integrity: 'SHA1' },
  { encryption: '3DES', integrity: 'MD5' },
  { encryption: 'DES', integrity: 'MD5' },
  { encryption: 'None', integrity: 'SHA1' },
];

const METHODS: readonly Pick<SecurityMethod, 'ah' | 'esp'>[] = [
  ...ESP.map((esp) => ({ ah: undefined, esp })),
  { ah: 'SHA1', esp: undefined },
  { ah: 'MD5', esp: undefined },
  { ah: 'MD5', esp: { encryption: '3DES', integrity: 'None' } },
  { ah: 'SHA1', esp: { encryption: 'DES', integrity: 'SHA1' } },
];

/** What an administrator of both computers would like: most lists of a pair have it. */
export interface Taste {
  readonly mainMode: MainModeMethod;
  readonly quickMode: SecurityMethod;
  readonly proof: PolicyAuthentication;
  readonly sessionPfs: boolean;
}

export function randomTaste(draws: Draws): Taste {
  return {
    mainMode: pick(draws, MAIN_MODE),
    quickMode: { ...pick(draws, METHODS), kilobytes: 0, seconds: 0 },
    proof: randomProof(draws),
    sessionPfs: chance(draws, 25),
  };
}

/** Group 3, of 2048 bits, is rare: it takes its time. */
export function randomMainMode(draws: Draws, { mainMode }: Taste): MainModeMethod[] {
  const methods = some(draws, MAIN_MODE, 3);
  if (chance(draws, 3)) methods.push({ encryption: '3DES', hash: 'SHA1', group: 3 });
  return withTaste(draws, methods, mainMode, 80);
}

export function randomQuickMode(draws: Draws, { quickMode }: Taste): SecurityMethod[] {
  const methods = some(draws, METHODS, 4).map((method) => ({
    ...method,
    kilobytes: pick(draws, [0, 0, 30_000, 100_000]),
    seconds: pick(draws, [0, 0, 600, 3600]),
  }));
  return withTaste(draws, methods, quickMode, 80);
}

export function randomPfs(draws: Draws, { sessionPfs }: Taste): boolean {
  return chance(draws, 90) ? sessionPfs : !sessionPfs;
}

/** A list of proofs; none says the same as another. */
export function randomProofs(draws: Draws, { proof }: Taste): PolicyAuthentication[] {
  const methods = Array.from({ length: draws.integer(1, 3) }, () => randomProof(draws));
  const all = withTaste(draws, methods, proof, 80);
  return all.filter((one, at) => all.findIndex((other) => says(other) === says(one)) === at);
}

function randomProof(draws: Draws): PolicyAuthentication {
  const kind = draws.integer(1, 3);
  if (kind === 1) return { method: 'kerberos' };
  if (kind === 2) return psk(chance(draws, 88) ? 'a key' : 'another key');
  return {
    method: 'rootca',
    authority: written(draws, pick(draws, ROOTS)),
    certificateMapping: chance(draws, 10),
    excludeName: chance(draws, 12),
  };
}

/** The same name, written otherwise. */
function written(draws: Draws, name: string): string {
  return chance(draws, 15) ? name.replaceAll(', ', ',') : name;
}

/** Policy takes one key, one Kerberos, and each root once. */
function says(one: PolicyAuthentication): string {
  return one.method === 'rootca' ? one.authority.replaceAll(' ', '') : one.method;
}

function withTaste<T>(draws: Draws, list: T[], wanted: T, percent: number): T[] {
  const rest = list.filter((one) => JSON.stringify(one) !== JSON.stringify(wanted));
  if (!chance(draws, percent)) return rest.length === 0 ? [wanted] : rest;
  rest.splice(draws.integer(0, rest.length), 0, wanted);
  return rest;
}
