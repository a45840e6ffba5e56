/** The algorithm tables: main-mode proposals, and ESP suites in all the ways that they travel. */

import { type Agreement, bothWays, type Cell, TUNNEL } from './cell.ts';
import { combinations, proposalText } from './covering.ts';
import { carryAndDelete } from './plays.ts';

/** ESP suites that strongSwan's libipsec carries. */
const CARRIED = [
  '3des-md5',
  'des-md5',
  'aes128-sha1',
  'aes256-sha256',
  'aes128ctr-sha1',
  'aes128gcm16',
  'null-sha1',
];

/** Suites that it only negotiates, so that scapy opens them. */
const NEGOTIATED = ['aes128gcm8', 'aes256gcm12', 'aes128gmac', 'aes128-aesxcbc'];

/** With extended sequence numbers. */
const EXTENDED = ['aes128-sha1', 'aes256-sha256', 'aes128gcm16', 'aes128gmac', 'aes128-aesxcbc'];

const SMOKE_IKE = new Set(['des-md5-modp768', 'aes256-sha512-ecp256', 'aes128-sha1-modp1024']);
const SMOKE_ESP = new Set(['aes128gcm16', '3des-md5']);

const PFS_GROUPS = ['modp1024', 'modp1536', 'modp2048', 'ecp256'];

/** Inner packets filled up to so many octets (RFC 4303 2.7). */
const TFC = { esp: 'aes128gcm16', espial: { policy: { tfc: 600 } } };

export function ikeCells(): Cell[] {
  return combinations().flatMap((combination) =>
    bothWays({
      table: 'IKE',
      row: `${combination.encryption}-${combination.hash}`,
      column: combination.group,
      agreement: { ...TUNNEL, ike: proposalText(combination) },
      smoke: SMOKE_IKE.has(proposalText(combination)),
      play: carryAndDelete,
    }),
  );
}

export function espCells(): Cell[] {
  const shim: Agreement = { ...TUNNEL, engine: 'shim', encapsulated: false };
  return [
    ...CARRIED.flatMap((esp, n) => {
      const pfs = PFS_GROUPS[n % PFS_GROUPS.length]!;
      return [
        ...espCell(esp, 'tunnel in UDP', { ...TUNNEL, esp }),
        ...espCell(esp, 'tunnel in UDP, PFS', { ...TUNNEL, esp, pfs }),
      ];
    }),
    ...espCell('aes128gcm16, TFC padding', 'tunnel in UDP', { ...TUNNEL, ...TFC }),
    ...espCell('aes128gcm16, TFC padding', 'tunnel, protocol 50', { ...shim, ...TFC }),
    ...[...CARRIED, ...NEGOTIATED].flatMap((esp) => shimCells(esp, { ...shim, esp })),
    ...EXTENDED.flatMap((esp) =>
      shimCells(`${esp}, ESN`, {
        ...shim,
        esp,
        swanctl: { child: { esp_proposals: `${esp}-esn` } },
        espial: { policy: { esn: 'require' } },
      }),
    ),
  ];
}

/** Protocol 50 in both modes, and transport mode in UDP: all with scapy. */
function shimCells(row: string, agreement: Agreement): Cell[] {
  const transport: Agreement = { ...agreement, mode: 'transport' };
  return [
    ...espCell(row, 'tunnel, protocol 50', agreement),
    ...espCell(row, 'transport, protocol 50', transport),
    ...espCell(row, 'transport in UDP', { ...transport, encapsulated: true }),
  ];
}

function espCell(row: string, column: string, agreement: Agreement): Cell[] {
  const smoke = SMOKE_ESP.has(row) && !column.startsWith('transport in');
  return bothWays({ table: 'ESP', row, column, agreement, smoke, play: carryAndDelete });
}
