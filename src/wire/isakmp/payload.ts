/** Every kind of payload, by its number on the wire. */

import type { Chained, ChainedBody } from '../codec.ts';
import { PAYLOAD } from '../numbers/isakmp.ts';
import { type FragmentBody, fragmentCodec } from './fragment.ts';
import {
  type IdentificationBody,
  identificationCodec,
  type NatOriginalAddressBody,
  natOriginalAddressCodec,
} from './identification.ts';
import { type DeleteBody, deleteCodec, type NotifyBody, notifyCodec } from './notify.ts';
import { type SaBody, saCodec } from './sa.ts';
import {
  type CertificateBody,
  certificateCodec,
  type DataBody,
  dataCodec,
  vendorIdCodec,
} from './simple.ts';

interface Of<K extends string, T extends number> extends Chained {
  readonly kind: K;
  readonly type: T;
}

export type SaPayload = Of<'sa', 1> & SaBody;
type KeyExchangePayload = Of<'ke', 4> & DataBody;
export type IdentificationPayload = Of<'id', 5> & IdentificationBody;
type CertificatePayload = Of<'cert', 6> & CertificateBody;
type CertificateRequestPayload = Of<'certreq', 7> & CertificateBody;
type HashPayload = Of<'hash', 8> & DataBody;
type SignaturePayload = Of<'sig', 9> & DataBody;
type NoncePayload = Of<'nonce', 10> & DataBody;
export type NotifyPayload = Of<'notify', 11> & NotifyBody;
export type DeletePayload = Of<'delete', 12> & DeleteBody;
type VendorIdPayload = Of<'vendor-id', 13> & DataBody;
type NatDiscoveryPayload = Of<'nat-d', 20 | 130> & DataBody;
export type NatOriginalAddressPayload = Of<'nat-oa', 21 | 131> & NatOriginalAddressBody;
type FragmentPayload = Of<'fragment', 132> & FragmentBody;
type GssPayload = Of<'gss', 129> & DataBody;
type UnknownPayload = Of<'unknown', number> & DataBody;

/** A payload as one builds it. `type` decides how it is encoded, `kind` which fields it has. */
export type Payload =
  | SaPayload
  | KeyExchangePayload
  | IdentificationPayload
  | CertificatePayload
  | CertificateRequestPayload
  | HashPayload
  | SignaturePayload
  | NoncePayload
  | NotifyPayload
  | DeletePayload
  | VendorIdPayload
  | NatDiscoveryPayload
  | NatOriginalAddressPayload
  | FragmentPayload
  | GssPayload
  | UnknownPayload;

/** A payload as it was received: with its octets, and where they were. */
export type DecodedPayload = Payload & {
  /** The body as received, without the generic header: what is hashed and signed. A view. */
  readonly raw: Uint8Array;
  /** Offset of the generic header in the input. */
  readonly start: number;
  /** Offset behind the payload in the input. */
  readonly end: number;
};

const BODIES: ReadonlyMap<number, ChainedBody> = new Map<number, ChainedBody>([
  [PAYLOAD.SA, { kind: 'sa', codec: saCodec }],
  [PAYLOAD.KE, { kind: 'ke', codec: dataCodec, isData: true }],
  [PAYLOAD.ID, { kind: 'id', codec: identificationCodec }],
  [PAYLOAD.CERT, { kind: 'cert', codec: certificateCodec }],
  [PAYLOAD.CR, { kind: 'certreq', codec: certificateCodec }],
  [PAYLOAD.HASH, { kind: 'hash', codec: dataCodec, isData: true }],
  [PAYLOAD.SIG, { kind: 'sig', codec: dataCodec, isData: true }],
  [PAYLOAD.NONCE, { kind: 'nonce', codec: dataCodec, isData: true }],
  [PAYLOAD.N, { kind: 'notify', codec: notifyCodec }],
  [PAYLOAD.D, { kind: 'delete', codec: deleteCodec }],
  [PAYLOAD.VID, { kind: 'vendor-id', codec: vendorIdCodec, isData: true }],
  [PAYLOAD.NAT_D, { kind: 'nat-d', codec: dataCodec, isData: true }],
  [PAYLOAD.NAT_D_DRAFT, { kind: 'nat-d', codec: dataCodec, isData: true }],
  [PAYLOAD.NAT_OA, { kind: 'nat-oa', codec: natOriginalAddressCodec }],
  [PAYLOAD.NAT_OA_DRAFT, { kind: 'nat-oa', codec: natOriginalAddressCodec }],
  [PAYLOAD.FRAGMENT, { kind: 'fragment', codec: fragmentCodec }],
  [PAYLOAD.GSS, { kind: 'gss', codec: dataCodec, isData: true }],
]);

const UNKNOWN: ChainedBody = { kind: 'unknown', codec: dataCodec, isData: true };

/**
 * How a payload of a type is called and coded; unknown types are kept as octets. The kind
 * `unknown` makes octets of any type, so that a malformed payload can be built on purpose.
 */
export function bodyOf(type: number, kind?: string): ChainedBody {
  return kind === UNKNOWN.kind ? UNKNOWN : (BODIES.get(type) ?? UNKNOWN);
}
