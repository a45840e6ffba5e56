/** Payloads made by hand, number by number. */

import { concat, EMPTY, u16, u32 } from '../../src/base/bytes.ts';
import type { Attribute } from '../../src/wire/codec.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import type { Proposal, Transform } from '../../src/wire/isakmp/sa.ts';

type SaPayload = Extract<Payload, { kind: 'sa' }>;

/** Type and value; a value above 65535, or one in octets, makes a TLV. */
export type AttributeRow = readonly [type: number, value: number | Uint8Array];

/** AES-128, SHA-1, group 19, pre-shared key, 28,800 seconds. */
export const MAIN_MODE_ROWS: readonly AttributeRow[] = [
  [1, 7],
  [14, 128],
  [2, 2],
  [4, 19],
  [3, 1],
  [11, 1],
  [12, 28_800],
];

/** AES-128 with HMAC-SHA1-96 in transport mode for 3,600 seconds: transform 12. */
export const QUICK_MODE_ROWS: readonly AttributeRow[] = [
  [1, 1],
  [2, 3600],
  [4, 2],
  [5, 2],
  [6, 128],
];

export function attributes(rows: readonly AttributeRow[]): Attribute[] {
  return rows.map(([type, value]) => {
    if (typeof value !== 'number') return { type, form: 'tlv', value };
    if (value > 0xffff) return { type, form: 'tlv', value: u32(value) };
    return { type, form: 'tv', value: u16(value) };
  });
}

export function transform(number: number, id: number, rows: readonly AttributeRow[]): Transform {
  return { number, id, attributes: attributes(rows) };
}

export function sa(...proposals: readonly Proposal[]): SaPayload {
  return { kind: 'sa', type: 1, doi: 1, situation: 1, proposals };
}

/** One ISAKMP proposal with a transform for each list of attributes. */
export function mainModeSa(...lists: readonly (readonly AttributeRow[])[]): SaPayload {
  const all = lists.length === 0 ? [MAIN_MODE_ROWS] : lists;
  const transforms = all.map((rows, index) => transform(index + 1, 1, rows));
  return sa({ number: 1, protocol: 1, spi: EMPTY, transforms });
}

/** One ESP proposal with AES-128 transforms. */
export function quickModeSa(
  spi = 0xabcd_0001,
  ...lists: readonly (readonly AttributeRow[])[]
): SaPayload {
  const all = lists.length === 0 ? [QUICK_MODE_ROWS] : lists;
  const transforms = all.map((rows, index) => transform(index + 1, 12, rows));
  return sa({ number: 1, protocol: 3, spi: u32(spi), transforms });
}

export function data(kind: 'ke' | 'hash' | 'nonce' | 'sig', octets: Uint8Array): Payload {
  const type = { ke: 4, hash: 8, sig: 9, nonce: 10 }[kind];
  return { kind, type, data: octets } as Payload;
}

export function vendorId(octets: Uint8Array): Payload {
  return { kind: 'vendor-id', type: 13, data: octets };
}

export function id(idType: number, octets: Uint8Array, protocol = 0, port = 0): Payload {
  return { kind: 'id', type: 5, idType, protocol, port, data: octets };
}

export function subnet(network: readonly number[], mask: readonly number[]): Payload {
  return id(4, concat(Uint8Array.from(network), Uint8Array.from(mask)));
}

export function notify(
  notifyType: number,
  protocol = 1,
  spi: Uint8Array = EMPTY,
  octets: Uint8Array = EMPTY,
): Payload {
  return { kind: 'notify', type: 11, doi: 1, protocol, notifyType, spi, data: octets };
}

export function deletion(protocol: number, ...spis: readonly Uint8Array[]): Payload {
  const spiSize = spis[0]?.length ?? 0;
  return { kind: 'delete', type: 12, doi: 1, protocol, spiSize, spis: [...spis] };
}

/** A payload of a type that nobody knows. */
export function unknownPayload(type: number, octets: Uint8Array): Payload {
  return { kind: 'unknown', type, data: octets };
}
