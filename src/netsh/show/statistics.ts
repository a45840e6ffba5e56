/** The answer of `show stats`: the statistics under netsh's labels, in netsh's order. */

import { IKE_STATISTICS } from '../../host/ike-statistics.ts';
import { IPSEC_STATISTICS } from '../../host/ipsec-statistics.ts';
import type { Statistic } from '../../host/statistic.ts';
import type { DynamicShowData } from '../show-request.ts';
import { LABELS } from './labels.ts';
import { heading, page } from './layout.ts';

/** These stand first in netsh; the others keep IP Security Monitor's order. */
const FIRST = ['ike-main-mode', 'ike-quick-mode', 'soft-associations', 'authentication-failures'];
const LABEL_COLUMNS = 28;

/** Two blocks, or one. */
export function statisticsText(
  { statistics }: DynamicShowData,
  type: 'all' | 'ike' | 'ipsec',
): string {
  const first = FIRST.flatMap((id) => IKE_STATISTICS.filter((row) => row.id === id));
  const others = IKE_STATISTICS.filter(({ id }) => !FIRST.includes(id));
  const ike = block(LABELS.ikeStatistics.text, [...first, ...others], statistics.ike);
  const ipsec = block(LABELS.ipsecStatistics.text, IPSEC_STATISTICS, statistics.ipsec);
  if (type === 'ike') return ike;
  return type === 'ipsec' ? ipsec : page(ike, ipsec);
}

function block(
  title: string,
  rows: readonly Statistic[],
  values: DynamicShowData['statistics']['ike'],
): string {
  const known = new Map(values.map(({ id, value }) => [id, value]));
  const lines = rows.map(
    ({ id, netsh }) => `${netsh.padEnd(LABEL_COLUMNS)}: ${known.get(id) ?? 0}`,
  );
  return [heading(title), ...lines].join('\n');
}
