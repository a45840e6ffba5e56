/** Notification (RFC 2408 3.14) and delete (RFC 2408 3.15). */

import { LIMITS } from '../../base/limits.ts';
import {
  by,
  bytes,
  type Codec,
  countOf,
  enumeration,
  lengthOf,
  list,
  rest,
  struct,
  u8,
  u16,
  u32,
} from '../codec.ts';
import { doiTable, notifyTable, protocolTable } from '../numbers/isakmp.ts';

/** An error or a status. */
export interface NotifyBody {
  readonly doi: number;
  readonly protocol: number;
  readonly notifyType: number;
  readonly spi: Uint8Array;
  readonly data: Uint8Array;
}

/** SAs that the sender no longer has. */
export interface DeleteBody {
  readonly doi: number;
  readonly protocol: number;
  /** Octets of each SPI: 16 for ISAKMP, 4 for ESP and AH. */
  readonly spiSize: number;
  readonly spis: readonly Uint8Array[];
}

export const notifyCodec: Codec<NotifyBody> = struct('a notification', {
  doi: enumeration(u32, doiTable),
  protocol: enumeration(u8, protocolTable),
  spiSize: lengthOf('spi', u8),
  notifyType: enumeration(u16, notifyTable),
  spi: rest,
  data: rest,
});

export const deleteCodec: Codec<DeleteBody> = struct('a delete', {
  doi: enumeration(u32, doiTable),
  protocol: enumeration(u8, protocolTable),
  spiSize: u8,
  spiCount: countOf('spis', u16),
  spis: by('SPIs', (scope: { spiSize: number }) =>
    list(bytes(scope.spiSize, 'an SPI'), LIMITS.spisPerDelete),
  ),
});
