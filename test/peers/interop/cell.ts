/** What a cell of the interop matrix is: what both programs are told, what is then done, and where a report shows it. */

import type { Bed } from './bed.ts';
import type { EspialCertificates, StrongSwanCertificates } from './certificates.ts';

export type Side = 'Espial' | 'strongSwan';

export const SIDES: readonly Side[] = ['Espial', 'strongSwan'];

/**
 * `libipsec`: strongSwan carries ESP itself, always in UDP, in tunnel mode only.
 * `shim`: any mode, but strongSwan's side carries no packet: scapy seals and opens them with strongSwan's keys.
 */
type Engine = 'libipsec' | 'shim';

/**
 * What stands between: `relay` is noticed by nobody; `nat-espial` stands before Espial, which then must speak first;
 * `nat-strongswan` before strongSwan, which then must.
 */
export interface Between {
  readonly kind: 'relay' | 'nat-espial' | 'nat-strongswan';
  /** Further options of `espial relay` or `espial nat`. */
  readonly options: readonly string[];
  /** Whether it is given Espial's key log, as it grows. */
  readonly keys?: boolean;
}

/** What both programs are told. Algorithms are in the spelling that they share. */
export interface Agreement {
  readonly ike: string;
  /** An ESP suite without a group. */
  readonly esp: string;
  /** The group of quick mode. */
  readonly pfs?: string;
  readonly mode: 'tunnel' | 'transport';
  readonly engine: Engine;
  /** Both sides claim a NAT, so that ESP travels in UDP. */
  readonly encapsulated: boolean;
  /** How many pairs of inner networks are protected, each by a child SA of its own. */
  readonly children: number;
  /** Of a side that has none, a pre-shared key is told. */
  readonly certificates?: {
    readonly espial?: EspialCertificates;
    readonly strongSwan?: StrongSwanCertificates;
  };
  /** What Espial offers where it has certificates, the preferred one first. */
  readonly methods?: readonly ('kerberos' | 'certificate' | 'psk')[];
  /** Settings of strongswan.conf's daemon, which need a new start of charon. */
  readonly charon: Readonly<Record<string, string>>;
  /** What stands between the two, if anything. */
  readonly between?: Between;
  /** Further or other settings of strongSwan's connection and of its children. */
  readonly swanctl: {
    readonly connection?: Readonly<Record<string, string>>;
    readonly child?: Readonly<Record<string, string>>;
  };
  /** Further or other fields of Espial's peer file, of its peer, and of its policies. */
  readonly espial: {
    readonly host?: Readonly<Record<string, unknown>>;
    readonly peer?: Readonly<Record<string, unknown>>;
    readonly policy?: Readonly<Record<string, unknown>>;
  };
}

/** The tables of the report. */
export type Table =
  | 'IKE'
  | 'ESP'
  | 'AH'
  | 'Life'
  | 'NAT and loss'
  | 'Faults'
  | 'Exchange'
  | 'Certificates'
  | 'Methods'
  | 'Refusal';

export interface Cell {
  readonly table: Table;
  readonly row: string;
  readonly column: string;
  readonly initiator: Side;
  readonly agreement: Agreement;
  /** Also in `--smoke`. */
  readonly smoke: boolean;
  /** About how long it takes, in seconds, where that is longer than others: long cells begin first. */
  readonly seconds?: number;
  /** Why tshark cannot read its capture, where it cannot. */
  readonly beyondTshark?: string;
  /** Throws what went wrong, in words. */
  readonly play: (bed: Bed) => Promise<void>;
}

/** A tunnel in UDP that strongSwan itself carries. */
export const TUNNEL: Agreement = {
  ike: 'aes128-sha1-modp1024',
  esp: 'aes128-sha1',
  mode: 'tunnel',
  engine: 'libipsec',
  encapsulated: true,
  children: 1,
  charon: {},
  swanctl: {},
  espial: {},
};

/** How a line of the report calls a cell. */
export function cellName(cell: Pick<Cell, 'table' | 'row' | 'column' | 'initiator'>): string {
  return `${cell.table}: ${cell.row}, ${cell.column}: ${cell.initiator} initiates`;
}

/** The name of a cell's folder of evidence. */
export function cellFolder(cell: Pick<Cell, 'table' | 'row' | 'column' | 'initiator'>): string {
  return cellName(cell)
    .replace(/ initiates$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
}

/** The same cell with either side initiating. */
export function bothWays(cell: Omit<Cell, 'initiator'>): Cell[] {
  return SIDES.map((initiator) => ({ ...cell, initiator }));
}
