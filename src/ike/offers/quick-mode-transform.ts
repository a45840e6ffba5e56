/** A quick-mode transform in numbers: suites, modes and sequence numbers to attributes and back (RFC 2407 4.4-4.5). */

import type { EncapsulationMode } from '../../base/traffic.ts';
import { authenticates, type ProtectionParts } from '../../crypto/protection.ts';
import type { AhIntegrity, EspEncryption, EspIntegrity, EspSuite } from '../../crypto/provider.ts';
import type { Attribute } from '../../wire/codec.ts';
import { numberAttribute } from '../../wire/isakmp/attribute-number.ts';
import {
  AH_TRANSFORM,
  ENCAPSULATION_MODE,
  ESP_TRANSFORM,
  IPSEC_ATTRIBUTE,
  IPSEC_AUTHENTICATION,
} from '../../wire/numbers/ipsec.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { ChildPolicy, Dialect, EspExtras, Lifetime } from '../policy.ts';
import { lifetimeAttributes } from './attribute-set.ts';

/** The attribute types that carry a lifetime. */
export const LIFE = { type: IPSEC_ATTRIBUTE.LIFE_TYPE, duration: IPSEC_ATTRIBUTE.LIFE_DURATION };

/** RFC 4304 2: the one value that the attribute may have; without ESN the attribute is left out. */
export const ESN_64_BIT = 1;

export const TRANSFORM_ID: Readonly<Record<EspEncryption, number>> = {
  null: ESP_TRANSFORM.NULL,
  'des-cbc': ESP_TRANSFORM.DES,
  '3des-cbc': ESP_TRANSFORM.TRIPLE_DES,
  'aes-cbc': ESP_TRANSFORM.AES_CBC,
  'aes-ctr': ESP_TRANSFORM.AES_CTR,
  'aes-gcm-8': ESP_TRANSFORM.AES_GCM_8,
  'aes-gcm-12': ESP_TRANSFORM.AES_GCM_12,
  'aes-gcm-16': ESP_TRANSFORM.AES_GCM_16,
  'aes-gmac': ESP_TRANSFORM.NULL_AES_GMAC,
  'chacha20-poly1305': ESP_TRANSFORM.ESP_CHACHA20_POLY1305_ESPIAL,
};

/** RFC 2407 4.4.3, RFC 4868 2.4, RFC 3566 5: an AH transform and its attribute say the same twice. */
export const AH_TRANSFORM_ID: Readonly<Record<AhIntegrity, number>> = {
  'hmac-md5-96': AH_TRANSFORM.MD5,
  'hmac-sha1-96': AH_TRANSFORM.SHA,
  'hmac-sha256-128': AH_TRANSFORM.SHA256,
  'hmac-sha384-192': AH_TRANSFORM.SHA384,
  'hmac-sha512-256': AH_TRANSFORM.SHA512,
  'aes-xcbc-96': AH_TRANSFORM.AES_XCBC,
};

/** RFC 4106 8.5, 4543 9: combined modes come without the attribute. */
export const AUTHENTICATION: Readonly<Record<EspIntegrity, number | undefined>> = {
  none: undefined,
  'hmac-md5-96': IPSEC_AUTHENTICATION.HMAC_MD5,
  'hmac-sha1-96': IPSEC_AUTHENTICATION.HMAC_SHA,
  'hmac-sha256-128': IPSEC_AUTHENTICATION.HMAC_SHA256,
  'hmac-sha384-192': IPSEC_AUTHENTICATION.HMAC_SHA384,
  'hmac-sha512-256': IPSEC_AUTHENTICATION.HMAC_SHA512,
  'aes-xcbc-96': IPSEC_AUTHENTICATION.AES_XCBC_MAC,
};

/** The attributes that this host understands, lifetimes aside. */
export const UNDERSTOOD: ReadonlySet<number> = new Set([
  IPSEC_ATTRIBUTE.GROUP,
  IPSEC_ATTRIBUTE.ENCAPSULATION_MODE,
  IPSEC_ATTRIBUTE.AUTHENTICATION,
  IPSEC_ATTRIBUTE.KEY_LENGTH,
  IPSEC_ATTRIBUTE.ESN,
]);

/** One method of a policy entry, with 64-bit sequence numbers or without. */
export interface Method extends ProtectionParts {
  readonly esn: boolean;
  readonly lifetime: Lifetime;
}

/** The protocols of quick mode that are spoken. */
export type SpokenProtocol = typeof PROTOCOL.ah | typeof PROTOCOL.esp;

/** Every method that a policy entry accepts, in the order of its preference. */
export function methodsOf(child: ChildPolicy): Method[] {
  const methods: Method[] = [];
  for (const { suite, ah, lifetime = child.lifetime } of child.proposals) {
    for (const esn of sequenceNumbers(child.extras))
      if (!esn || authenticates({ suite, ah })) methods.push({ suite, ah, esn, lifetime });
  }
  return methods;
}

/** The protocols of a method, the outer one first. */
export function protocolsOf({ suite, ah }: ProtectionParts): SpokenProtocol[] {
  const protocols: SpokenProtocol[] = [];
  if (ah !== undefined) protocols.push(PROTOCOL.ah);
  if (suite !== undefined) protocols.push(PROTOCOL.esp);
  return protocols;
}

/** The protocol whose SPI names a pair: ESP, or AH where that is alone. */
export function mainProtocolOf({ suite }: ProtectionParts): SpokenProtocol {
  return suite === undefined ? PROTOCOL.ah : PROTOCOL.esp;
}

function sequenceNumbers({ esn }: EspExtras): readonly boolean[] {
  switch (esn) {
    case 'off':
      return [false];
    case 'offer':
      return [true, false];
    case 'require':
      return [true];
  }
}

/** Whether a transform as it came is what a method has for its protocol. */
export function isTransform(
  { suite, ah, esn }: Method,
  protocol: number,
  transformId: number,
  numbers: ReadonlyMap<number, number>,
): boolean {
  if ((esn ? ESN_64_BIT : undefined) !== numbers.get(IPSEC_ATTRIBUTE.ESN)) return false;
  const authentication = numbers.get(IPSEC_ATTRIBUTE.AUTHENTICATION);
  const keyBits = numbers.get(IPSEC_ATTRIBUTE.KEY_LENGTH);
  if (protocol === PROTOCOL.ah) {
    if (ah === undefined || keyBits !== undefined) return false;
    return AH_TRANSFORM_ID[ah] === transformId && AUTHENTICATION[ah] === authentication;
  }
  return (
    protocol === PROTOCOL.esp &&
    suite !== undefined &&
    TRANSFORM_ID[suite.encryption] === transformId &&
    AUTHENTICATION[suite.integrity] === authentication &&
    statedKeyBits(suite) === keyBits
  );
}

/** The key length as an attribute. */
export function statedKeyBits(suite: EspSuite): number | undefined {
  // RFC 3602 5.3, 3686 5.2, 4106 8.4, 4543 5.3: AES states its key length, ciphers of one length do not.
  return suite.encryption.startsWith('aes') ? suite.keyBits : undefined;
}

/** The attribute values of the UDP-encapsulated modes, by the version of NAT traversal. */
export const RFC_UDP_MODES = {
  tunnel: ENCAPSULATION_MODE.UDP_TUNNEL,
  transport: ENCAPSULATION_MODE.UDP_TRANSPORT,
} as const;
export const DRAFT_UDP_MODES = {
  tunnel: ENCAPSULATION_MODE.UDP_TUNNEL_DRAFT,
  transport: ENCAPSULATION_MODE.UDP_TRANSPORT_DRAFT,
} as const;

/** How a quick mode goes about UDP encapsulation. `if-asked`: not offered, but taken. */
export interface UdpEncapsulation {
  readonly use: 'never' | 'if-asked' | 'always';
  /** For what this host offers; as a responder it takes either. */
  readonly modes: typeof RFC_UDP_MODES | typeof DRAFT_UDP_MODES;
}

/** Whether what a peer proposes fits. */
export function fitsEncapsulation(udpEncapsulated: boolean, { use }: UdpEncapsulation): boolean {
  return udpEncapsulated ? use !== 'never' : use !== 'always';
}

/** The mode that an attribute says; undefined for one that is not spoken. */
export function encapsulationOf(
  value: number | undefined,
  child: ChildPolicy,
): { mode: EncapsulationMode; udpEncapsulated: boolean } | undefined {
  switch (value) {
    case undefined:
      // RFC 2407 4.5 leaves the default to the host; the policy's own mode is the sensible one.
      return { mode: child.mode, udpEncapsulated: false };
    case ENCAPSULATION_MODE.TUNNEL:
      return { mode: 'tunnel', udpEncapsulated: false };
    case ENCAPSULATION_MODE.TRANSPORT:
      return { mode: 'transport', udpEncapsulated: false };
    case RFC_UDP_MODES.tunnel:
    case DRAFT_UDP_MODES.tunnel:
      return { mode: 'tunnel', udpEncapsulated: true };
    case RFC_UDP_MODES.transport:
    case DRAFT_UDP_MODES.transport:
      return { mode: 'transport', udpEncapsulated: true };
    default:
      return undefined;
  }
}

/** The attribute of a mode as this host offers it. */
export function encapsulationNumber(mode: EncapsulationMode, udp: UdpEncapsulation): number {
  if (udp.use === 'always') return udp.modes[mode];
  return mode === 'tunnel' ? ENCAPSULATION_MODE.TUNNEL : ENCAPSULATION_MODE.TRANSPORT;
}

/** A transform of a method as it is offered, for one of its protocols. */
export function transformOf(
  child: ChildPolicy,
  { suite, ah, esn, lifetime }: Method,
  protocol: SpokenProtocol,
  udp: UdpEncapsulation,
  dialect: Dialect,
): { readonly id: number; readonly attributes: readonly Attribute[] } {
  const attributes = [
    ...lifetimeAttributes(lifetime, LIFE, dialect),
    numberAttribute(IPSEC_ATTRIBUTE.ENCAPSULATION_MODE, encapsulationNumber(child.mode, udp)),
  ];
  const isAh = protocol === PROTOCOL.ah;
  const authentication = AUTHENTICATION[(isAh ? ah : suite?.integrity) ?? 'none'];
  const keyBits = isAh || suite === undefined ? undefined : statedKeyBits(suite);
  if (authentication !== undefined)
    attributes.push(numberAttribute(IPSEC_ATTRIBUTE.AUTHENTICATION, authentication));
  if (keyBits !== undefined) attributes.push(numberAttribute(IPSEC_ATTRIBUTE.KEY_LENGTH, keyBits));
  if (child.pfsGroup !== undefined)
    attributes.push(numberAttribute(IPSEC_ATTRIBUTE.GROUP, child.pfsGroup));
  if (esn) attributes.push(numberAttribute(IPSEC_ATTRIBUTE.ESN, ESN_64_BIT));
  const id = isAh ? AH_TRANSFORM_ID[ah!] : TRANSFORM_ID[suite!.encryption];
  return { id, attributes };
}
