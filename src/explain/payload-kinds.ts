/** Payloads of ISAKMP as explanations read them: those of src/wire, with more inside of some. */

import { LIMITS } from '../base/limits.ts';
import { type ChainedBody, type Codec, chain, rest, struct } from '../wire/codec.ts';
import { configurationCodec } from '../wire/isakmp/configuration.ts';
import { explainedGssCodec } from '../wire/isakmp/gss-data.ts';
import { explainedNotifyCodec } from '../wire/isakmp/notify-data.ts';
import { bodyOf, type DecodedPayload } from '../wire/isakmp/payload.ts';
import { EXCHANGE, PAYLOAD, payloadTable } from '../wire/numbers/isakmp.ts';

const CONFIGURATION: ChainedBody = { kind: 'attributes', codec: configurationCodec };
const GSS: ChainedBody = { kind: 'gss', codec: explainedGssCodec };
const NOTIFY: ChainedBody = { kind: 'notify', codec: explainedNotifyCodec };

/** Everything behind a header: the chain of payloads, and what follows it. */
export interface PayloadsAndRest {
  readonly payloads: DecodedPayload[];
  readonly padding: Uint8Array;
}

/**
 * The payloads of a message. Drafts 4 to 8 of NAT traversal had the numbers 15 and 16, which the
 * group domain then took: between two hosts they are NAT-D and NAT-OA.
 */
export function payloadsCodec(first: number, exchangeType: number): Codec<PayloadsAndRest> {
  const meant = (type: number): number => namedType(type, exchangeType);
  const payloads = chain<DecodedPayload>({
    first,
    bodyOf(type) {
      if (type === PAYLOAD.ATTRIBUTES) return CONFIGURATION;
      if (type === PAYLOAD.GSS) return GSS;
      return type === PAYLOAD.N ? NOTIFY : bodyOf(meant(type));
    },
    names: {
      ...payloadTable,
      nameOf: (type) =>
        meant(type) === type
          ? payloadTable.nameOf(type)
          : `${payloadTable.nameOf(meant(type))} (number of draft-ietf-ipsec-nat-t-ike-04 to -08)`,
    },
    maximum: LIMITS.payloadsPerMessage,
  });
  return struct('the payloads', { payloads, padding: rest });
}

/** What a payload's number means in an exchange: the drafts' numbers put right. */
export function namedType(type: number, exchangeType: number): number {
  const phase1 =
    exchangeType === EXCHANGE.identityProtection || exchangeType === EXCHANGE.aggressive;
  if (phase1 && type === DRAFT_NAT_D) return PAYLOAD.NAT_D;
  return exchangeType === EXCHANGE.quickMode && type === DRAFT_NAT_OA ? PAYLOAD.NAT_OA : type;
}

const DRAFT_NAT_D: number = PAYLOAD.SA_KEK;
const DRAFT_NAT_OA: number = PAYLOAD.SA_TEK;
