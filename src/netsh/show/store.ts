/** Which store is looked at, and what the directory assigns. */

import type { StoreChoice } from '../backend.ts';
import type { StaticShowData } from '../show-request.ts';
import { WORDS } from './labels.ts';
import { list, sentence } from './layout.ts';

/** `Local Store`. */
export function storeText(store: StoreChoice): string {
  if (store.location !== 'domain') return WORDS.sources[store.location];
  const domain = store.domain === undefined ? '' : ` <${store.domain}>`;
  return `${WORDS.sources.directory}${domain}`;
}

/** The answer of `show store`. */
export function storeAnswer({ store }: StaticShowData): string {
  return list(
    [
      ['location', storeText(store)],
      ...(store.location === 'domain'
        ? [['domain', store.domain ?? "this computer's own"] as const]
        : []),
    ],
    { wide: false },
  );
}

/** The answer of `show gpoassignedpolicy`. */
export function directoryAnswer(
  { directory, computer }: StaticShowData,
  wanted: string | undefined,
): string {
  const policy = directory?.policy;
  if (directory === undefined || policy === undefined)
    return sentence(`The directory assigns no IPsec policy to ${computer}.`);
  if (wanted !== undefined && wanted.toLowerCase() !== directory.gpo.toLowerCase())
    return sentence(
      `The group policy object "${wanted}" assigns no IPsec policy to ${computer}; "${directory.gpo}" does.`,
    );
  return list(
    [
      ['gpo', directory.gpo],
      ['domain', directory.domain ?? "this computer's own"],
      ['assignedPolicy', policy],
    ],
    { wide: false },
  );
}
