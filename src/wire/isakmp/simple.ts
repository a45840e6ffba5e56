/**
 * Payloads without structure of their own: key exchange, hash, signature, nonce, vendor ID,
 * NAT discovery, GSS token and everything unknown are octets to the end; certificate and
 * certificate request put an encoding in front (RFC 2408 3.7 to 3.13, 3.16; RFC 3947 3.2).
 */

import { type Codec, enumeration, rest, restShown, struct, u8 } from '../codec.ts';
import { certificateTable } from '../numbers/isakmp.ts';
import { vendorIdName } from '../numbers/vendor-ids.ts';

/** Octets to the end. */
export interface DataBody {
  readonly data: Uint8Array;
}

/** A certificate, or the authority that one is asked of. */
export interface CertificateBody {
  readonly encoding: number;
  readonly data: Uint8Array;
}

export const dataCodec: Codec<DataBody> = struct('octets', { data: rest });

export const vendorIdCodec: Codec<DataBody> = struct('a vendor ID', {
  data: restShown(vendorIdName),
});

export const certificateCodec: Codec<CertificateBody> = struct('a certificate', {
  encoding: enumeration(u8, certificateTable),
  data: rest,
});
