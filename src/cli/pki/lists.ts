/** `espial pki revoke` and `espial pki crl`: revocation lists. */

import { join } from 'node:path';
import type { RevocationReason } from '../../lab/pki/revocation-reasons.ts';
import { renewLists, revokeIn, type WrittenList } from '../../lab/pki/revoke.ts';
import { timeText } from '../../net/pki/time.ts';
import { countText } from '../../observe/units.ts';
import { print, printJson } from '../client.ts';

export interface RevokeOptions {
  readonly reason: RevocationReason;
  readonly undo?: boolean;
  readonly at?: number;
  readonly json?: boolean;
}

export async function revoke(folder: string, name: string, options: RevokeOptions): Promise<void> {
  const undo = options.undo === true;
  const now = options.at ?? Date.now();
  const list = await revokeIn(folder, name, { now, reason: options.reason, undo });
  if (options.json === true) return printJson({ name, revoked: !undo, list: plain(folder, list) });
  const what = undo ? `${name} is off the list again` : `revoked ${name}`;
  print(`${what}.\n${listText(folder, list)}`);
}

export interface RenewOptions {
  readonly expired?: boolean;
  readonly days: number;
  readonly at?: number;
  readonly json?: boolean;
}

export async function renew(
  folder: string,
  authorities: readonly string[],
  options: RenewOptions,
): Promise<void> {
  const { days } = options;
  const now = options.at ?? Date.now();
  const late = options.expired === true;
  const lists = await renewLists(folder, authorities, { now, days, late });
  if (options.json === true) printJson(lists.map((list) => plain(folder, list)));
  else print(lists.map((list) => listText(folder, list)).join('\n'));
}

function listText(folder: string, list: WrittenList): string {
  const { file, number, revoked, nextUpdate } = list;
  const what = `list ${number}, ${countText(revoked, 'certificate')} revoked`;
  return `${join(folder, file)}: ${what},\n  good until ${timeText(nextUpdate)}`;
}

function plain(folder: string, list: WrittenList): object {
  return {
    ...list,
    file: join(folder, list.file),
    thisUpdate: new Date(list.thisUpdate).toISOString(),
    nextUpdate: new Date(list.nextUpdate).toISOString(),
  };
}
