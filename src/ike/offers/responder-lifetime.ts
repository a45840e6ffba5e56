/**
 * RESPONDER-LIFETIME (RFC 2407 4.6.3.1, 4.5.4): a responder that keeps SAs shorter than the initiator
 * asks for says so, and the initiator keeps them no longer.
 */

import { LIMITS } from '../../base/limits.ts';
import { type Attribute, DecodeError, decode, encode, list } from '../../wire/codec.ts';
import { attributeNumber } from '../../wire/isakmp/attribute-number.ts';
import type { NotifyPayload } from '../../wire/isakmp/payload.ts';
import { attributeCodec } from '../../wire/isakmp/sa.ts';
import { IKE_ATTRIBUTE } from '../../wire/numbers/ike.ts';
import { IPSEC_ATTRIBUTE } from '../../wire/numbers/ipsec.ts';
import { NOTIFY, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { Comparison } from '../failure.ts';
import type { Dialect, Lifetime } from '../policy.ts';
import { notifyPayload } from '../script/make-payload.ts';
import { type AttributeSet, lifetimeAttributes } from './attribute-set.ts';

const PHASE_1 = { type: IKE_ATTRIBUTE.LIFE_TYPE, duration: IKE_ATTRIBUTE.LIFE_DURATION };
const PHASE_2 = { type: IPSEC_ATTRIBUTE.LIFE_TYPE, duration: IPSEC_ATTRIBUTE.LIFE_DURATION };
const SECONDS = 1;
const KILOBYTES = 2;
const dataCodec = list(attributeCodec, LIMITS.attributesPerTransform);

/**
 * The shortest time that a responder may name: Windows' least session key lifetime in its profile;
 * elsewhere anything but nothing.
 */
const LEAST_SECONDS: Readonly<Record<Dialect['name'], number>> = {
  default: 1,
  'windows-2003': 300,
};

/** Whether an offer asks for more than this host's own lifetime. */
export function asksForLonger(own: Lifetime, offered: AttributeSet): boolean {
  return compareLifetimes(own, offered).some(({ differs }) => differs);
}

/** Both lifetimes next to each other. */
export function compareLifetimes(own: Lifetime, offered: AttributeSet): Comparison[] {
  const { lifetimeSeconds: seconds, lifetimeKilobytes: kilobytes = 0 } = offered;
  const volume = (value: number) => (value === 0 ? 'no limit' : `${value} KB`);
  return [
    {
      what: 'lifetime in seconds',
      local: `${own.seconds} s`,
      peer: seconds === undefined ? 'not stated' : `${seconds} s`,
      differs: seconds !== undefined && seconds > own.seconds,
    },
    {
      what: 'lifetime in kilobytes',
      local: volume(own.kilobytes),
      peer: volume(kilobytes),
      differs: own.kilobytes > 0 && (kilobytes === 0 || kilobytes > own.kilobytes),
    },
  ];
}

/** The notify about an SA of a protocol; `spi` is this host's inbound SPI, or both cookies. */
export function responderLifetime(
  protocol: number,
  spi: Uint8Array,
  lifetime: Lifetime,
  dialect: Dialect,
): NotifyPayload {
  const types = protocol === PROTOCOL.isakmp ? PHASE_1 : PHASE_2;
  const data = encode(dataCodec, [...lifetimeAttributes(lifetime, types, dialect)]);
  return notifyPayload(protocol, NOTIFY['RESPONDER-LIFETIME'], spi, data);
}

/**
 * What a notify says, or a sentence if it cannot be used. Lifetimes of either phase are read in the
 * attribute types of both, since the RFC leaves open which ones an ISAKMP SA takes here. Attributes
 * that are no lifetimes are passed over, and data that are no attributes say nothing.
 */
export function readResponderLifetime(
  { data }: NotifyPayload,
  dialect: Dialect,
): Partial<Lifetime> | string {
  let attributes: readonly Attribute[];
  try {
    attributes = decode(dataCodec, data);
  } catch (error) {
    if (error instanceof DecodeError) return {};
    throw error;
  }
  const found: { seconds?: number; kilobytes?: number } = {};
  let lifeType: number | undefined;
  for (const attribute of attributes) {
    const value = attributeNumber(attribute);
    if (attribute.type === PHASE_1.type || attribute.type === PHASE_2.type) lifeType = value;
    if (attribute.type !== PHASE_1.duration && attribute.type !== PHASE_2.duration) continue;
    if (value === undefined) return 'its life duration is no number';
    if (lifeType === SECONDS) found.seconds = value;
    if (lifeType === KILOBYTES) found.kilobytes = value;
  }
  const least = LEAST_SECONDS[dialect.name];
  if (found.seconds !== undefined && found.seconds < least)
    return `it names ${found.seconds} s, and ${least} s is the least`;
  if (found.kilobytes === 0) return 'it names 0 KB, and 1 KB is the least';
  return found;
}
