/** Statistics of IP Security Monitor that moved, of those that a class moves and beside them. */

import { COUNTERS } from '../../host/counter-table.ts';
import type { Evidence } from './evidence.ts';

export interface MovedStatistic {
  readonly id: string;
  readonly label: string;
  /** Value at the end, by host; empty where nobody has said. */
  readonly values: readonly { readonly host: string; readonly value: number }[];
}

/** Those that tell of something wrong, whatever the class. */
const ALWAYS = [
  'acquire-failures',
  'receive-failures',
  'send-failures',
  'authentication-failures',
  'negotiation-failures',
  'invalid-cookies-received',
  'invalid-packets-received',
  'soft-associations',
  'bad-spi-packets',
  'packets-not-decrypted',
  'packets-not-authenticated',
  'packets-with-replay-detection',
] as const;

const LABELS: ReadonlyMap<string, string> = new Map(COUNTERS.map(({ id, label }) => [id, label]));

/** Those above zero; without any figures those that the class moves. */
export function movedStatistics(
  { sides }: Evidence,
  ofClass: readonly string[],
): readonly MovedStatistic[] {
  const ids = [...new Set([...ofClass, ...ALWAYS])];
  const known = sides.filter(({ statistics }) => statistics !== undefined);
  if (known.length === 0) return ofClass.map((id) => ({ id, label: labelOf(id), values: [] }));
  return ids
    .map((id) => ({
      id,
      label: labelOf(id),
      values: known
        .map(({ name, statistics }) => ({
          host: name,
          value:
            [...statistics!.ike, ...statistics!.ipsec].find((row) => row.id === id)?.value ?? 0,
        }))
        .filter(({ value }) => value > 0),
    }))
    .filter(({ values }) => values.length > 0);
}

function labelOf(id: string): string {
  return LABELS.get(id) ?? id;
}
