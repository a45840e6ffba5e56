/** Fields that only a tunnel can obey: where they would change nothing, that is said. */

import type { Report } from './report.ts';
import type { DataPath } from './yaml-source.ts';

interface TunnelFields {
  readonly mode: 'transport' | 'tunnel';
  readonly tfc?: number | undefined;
  readonly dscp: 'copy' | 'clear';
  readonly df: 'copy' | 'set' | 'clear';
  readonly fragment: 'before' | 'after';
}

/** Reports each field of a transport entry that asks for what only a tunnel has. */
export function checkTunnelFields(fields: TunnelFields, at: DataPath, note: Report): void {
  if (fields.mode === 'tunnel') return;
  const outer = 'transport mode has no outer header';
  const asked: readonly (readonly [string, boolean, string])[] = [
    ['tfc', fields.tfc !== undefined, 'transport mode does not say how long a packet really is'],
    ['dscp', fields.dscp !== 'copy', outer],
    ['df', fields.df !== 'copy', outer],
    ['fragment', fields.fragment !== 'before', 'in transport mode packets are whole before ESP'],
  ];
  for (const [key, isAsked, why] of asked) {
    if (isAsked)
      note([...at, key], `${key} is for tunnels: ${why}. Take it out, or write mode: tunnel.`);
  }
}
