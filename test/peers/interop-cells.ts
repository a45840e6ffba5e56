/** What Espial and strongSwan are made to agree on: one row a cell, each tried with either side initiating. */

export interface Cell {
  /** One main-mode proposal, in the spelling that both programs share. */
  readonly ike: string;
  /** One ESP suite, likewise, without a group. */
  readonly esp: string;
  /** The group of quick mode. */
  readonly pfs?: string;
  readonly mode: 'tunnel' | 'transport';
  /**
   * `libipsec`: strongSwan carries ESP itself, always in UDP, in tunnel mode only.
   * `shim`: any mode, ESP as protocol 50, but strongSwan's side carries no packet, so that only the negotiation is tried.
   */
  readonly engine: 'libipsec' | 'shim';
  /** Which sides initiate, one after the other. */
  readonly initiators: readonly Side[];
}

export type Side = 'Espial' | 'strongSwan';

const BOTH: readonly Side[] = ['Espial', 'strongSwan'];

/** A tunnel that carries pings. */
function tunnel(ike: string, esp: string, pfs?: string): Cell {
  const cell: Cell = { ike, esp, mode: 'tunnel', engine: 'libipsec', initiators: BOTH };
  return pfs === undefined ? cell : { ...cell, pfs };
}

/** A transport SA without NAT traversal that is only negotiated. */
function transport(ike: string, esp: string): Cell {
  return { ike, esp, mode: 'transport', engine: 'shim', initiators: BOTH };
}

/** Cells of one engine stand together: changing it starts strongSwan again. */
export const CELLS: readonly Cell[] = [
  tunnel('aes128-sha1-modp1024', 'aes128-sha1'),
  tunnel('3des-md5-modp1024', '3des-md5'),
  tunnel('des-sha1-modp768', 'des-md5'),
  tunnel('aes256-sha256-modp2048', 'aes256-sha256', 'modp2048'),
  tunnel('aes128-sha256-ecp256', 'aes128-sha256', 'ecp256'),
  tunnel('aes192-sha384-ecp384', 'aes192-sha384'),
  tunnel('aes256-sha512-ecp521', 'aes256-sha512'),
  tunnel('aes128-sha1-modp1536', 'null-sha1'),
  tunnel('aes128-sha256-modp2048', 'aes128gcm16'),
  tunnel('aes256-sha1-modp3072', 'aes128ctr-sha1'),
  transport('aes128-sha1-modp1024', 'aes128-sha1'),
  transport('3des-sha1-modp1024', '3des-sha1'),
];

/** How a line of the report calls a cell. */
export function cellName(cell: Cell): string {
  const pfs = cell.pfs === undefined ? '' : ` with PFS ${cell.pfs}`;
  return `${cell.ike}, ${cell.mode} ${cell.esp}${pfs}`;
}
