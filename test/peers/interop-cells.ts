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
  /** What Espial has different, so that nothing comes up, and the words in which it then explains itself. */
  readonly refusal?: Refusal;
}

/** A disagreement with strongSwan. */
export interface Refusal {
  readonly name: string;
  /** Instead of the cell's, on Espial's side. */
  readonly psk?: string;
  readonly ike?: string;
  readonly esp?: string;
  readonly remote?: string;
  /** What Espial says, by the side that initiates. */
  readonly words: Readonly<Record<Side, RegExp>>;
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

/** The first tunnel cell, but for something that Espial has different. */
function refused(refusal: Refusal): Cell {
  return { ...tunnel('aes128-sha1-modp1024', 'aes128-sha1'), refusal };
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
  refused({
    name: 'another pre-shared key',
    psk: 'not-the-same-key',
    words: {
      Espial: /pre-shared keys of this host and strongswan likely differ/,
      strongSwan: /pre-shared keys of this host and strongswan differ/,
    },
  }),
  refused({
    name: 'another main-mode proposal',
    ike: 'aes256-sha256-modp2048',
    words: {
      Espial: /likely accepts none of this host's main-mode proposals/,
      strongSwan: /no common main-mode proposal/,
    },
  }),
  refused({
    name: 'another quick-mode proposal',
    esp: 'aes256-sha256',
    words: {
      Espial: /accepts none of this host's quick-mode proposals/,
      strongSwan: /no common quick-mode proposal/,
    },
  }),
  refused({
    name: 'another selector',
    remote: '10.201.0.0/24',
    words: {
      Espial: /has no policy for the traffic that this host asks to protect/,
      strongSwan: /asks to protect traffic that no policy of this host covers/,
    },
  }),
  transport('aes128-sha1-modp1024', 'aes128-sha1'),
  transport('3des-sha1-modp1024', '3des-sha1'),
];

/** How a line of the report calls a cell. */
export function cellName(cell: Cell): string {
  const pfs = cell.pfs === undefined ? '' : ` with PFS ${cell.pfs}`;
  const refusal = cell.refusal === undefined ? '' : `, refused: ${cell.refusal.name}`;
  return `${cell.ike}, ${cell.mode} ${cell.esp}${pfs}${refusal}`;
}
