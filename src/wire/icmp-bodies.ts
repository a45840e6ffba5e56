/** What the types of ICMP and ICMPv6 carry behind type, code and checksum. */

import { bytes, type Codec, mapped, reserved, rest, struct, u8, u16, u24, u32 } from './codec.ts';
import { ICMP_TYPE, ICMPV6_TYPE } from './numbers/ip.ts';

/** Echo request and reply. */
interface EchoBody {
  readonly kind: 'echo';
  readonly identifier: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** Errors that carry nothing but the packet that they are about. */
interface ErrorBody {
  readonly kind: 'error';
  readonly reserved?: number;
  /** The packet that caused the error, from its IP header on and mostly cut short. */
  readonly original: Uint8Array;
}

/** Packet too big, or an IPv4 destination unreachable: 0 there unless the code is 4 (RFC 1191). */
interface MtuBody {
  readonly kind: 'mtu';
  /** IPv4 only, absent while zero. */
  readonly reserved?: number;
  readonly mtu: number;
  readonly original: Uint8Array;
}

/** Parameter problem; `pointer` is an offset in the original. */
interface PointerBody {
  readonly kind: 'pointer';
  /** IPv4 only, absent while zero. */
  readonly reserved?: number;
  readonly pointer: number;
  readonly original: Uint8Array;
}

/** Redirect over IPv4 (RFC 792). */
interface RedirectBody {
  readonly kind: 'redirect';
  readonly gateway: Uint8Array;
  readonly original: Uint8Array;
}

/** Neighbour solicitation and advertisement (RFC 4861 4.3, 4.4). */
interface NeighbourBody {
  readonly kind: 'neighbour';
  /** Router, solicited, override and 29 reserved bits: an advertisement's; 0 in a solicitation. */
  readonly flags: number;
  readonly target: Uint8Array;
  readonly options: Uint8Array;
}

/** Redirect over IPv6 (RFC 4861 4.5). */
interface NeighbourRedirectBody {
  readonly kind: 'neighbour-redirect';
  readonly reserved?: number;
  readonly target: Uint8Array;
  readonly destination: Uint8Array;
  readonly options: Uint8Array;
}

/** Any other type: verbatim. */
interface OtherBody {
  readonly kind: 'other';
  readonly data: Uint8Array;
}

export type IcmpBody =
  | EchoBody
  | ErrorBody
  | MtuBody
  | PointerBody
  | RedirectBody
  | NeighbourBody
  | NeighbourRedirectBody
  | OtherBody;

/** The body of an ICMP type over IPv4. */
export function icmpBody(type: number): Codec<IcmpBody> {
  switch (type) {
    case ICMP_TYPE.echoRequest:
    case ICMP_TYPE.echoReply:
      return echo;
    case ICMP_TYPE.destinationUnreachable:
      return unreachable;
    case ICMP_TYPE.sourceQuench:
    case ICMP_TYPE.timeExceeded:
      return error;
    case ICMP_TYPE.redirect:
      return redirect;
    case ICMP_TYPE.parameterProblem:
      return pointer;
    default:
      return other;
  }
}

/** The body of an ICMPv6 type. */
export function icmpv6Body(type: number): Codec<IcmpBody> {
  switch (type) {
    case ICMPV6_TYPE.echoRequest:
    case ICMPV6_TYPE.echoReply:
      return echo;
    case ICMPV6_TYPE.destinationUnreachable:
    case ICMPV6_TYPE.timeExceeded:
      return error;
    case ICMPV6_TYPE.packetTooBig:
      return packetTooBig;
    case ICMPV6_TYPE.parameterProblem:
      return pointerV6;
    case ICMPV6_TYPE.neighbourSolicitation:
    case ICMPV6_TYPE.neighbourAdvertisement:
      return neighbour;
    case ICMPV6_TYPE.redirect:
      return neighbourRedirect;
    default:
      return other;
  }
}

const echo: Codec<IcmpBody> = body(
  'echo',
  struct('an echo', { identifier: u16, sequence: u16, data: rest }),
);

const error: Codec<IcmpBody> = body(
  'error',
  struct('an ICMP error', { reserved: reserved(u32), original: rest }),
);

const unreachable: Codec<IcmpBody> = body(
  'mtu',
  struct('destination unreachable', { reserved: reserved(u16), mtu: u16, original: rest }),
);

const packetTooBig: Codec<IcmpBody> = body(
  'mtu',
  struct('packet too big', { mtu: u32, original: rest }),
);

const pointer: Codec<IcmpBody> = body(
  'pointer',
  struct('a parameter problem', { pointer: u8, reserved: reserved(u24), original: rest }),
);

const pointerV6: Codec<IcmpBody> = body(
  'pointer',
  struct('a parameter problem', { pointer: u32, original: rest }),
);

const redirect: Codec<IcmpBody> = body(
  'redirect',
  struct('a redirect', { gateway: bytes(4, 'the gateway'), original: rest }),
);

const neighbour: Codec<IcmpBody> = body(
  'neighbour',
  struct('a neighbour message', { flags: u32, target: bytes(16, 'the target'), options: rest }),
);

const neighbourRedirect: Codec<IcmpBody> = body(
  'neighbour-redirect',
  struct('a redirect', {
    reserved: reserved(u32),
    target: bytes(16, 'the target'),
    destination: bytes(16, 'the destination'),
    options: rest,
  }),
);

const other: Codec<IcmpBody> = body('other', struct('an ICMP body', { data: rest }));

/** A value of another kind than the type's is a fault of the caller, which writing finds out. */
function body<T extends object>(kind: IcmpBody['kind'], codec: Codec<T>): Codec<IcmpBody> {
  return mapped(
    codec,
    (value) => ({ kind, ...value }) as unknown as IcmpBody,
    (value) => {
      if (value.kind !== kind) throw new RangeError(`this type has a body of kind ${kind}`);
      return value as unknown as T;
    },
  );
}
