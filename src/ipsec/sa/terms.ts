/** What pairs with like parameters have in common: a host may hold ten thousand of them. */

import { authenticates, isConfidential } from '../../crypto/protection.ts';
import { outerHeaderOctets } from '../packet/outer-header.ts';
import { layoutOf, type PairLayout } from './layout.ts';
import { newPathMtu, type PathMtu } from './path-mtu.ts';
import type { SaPairParameters } from './sa.ts';

/**
 * It follows from the parameters of a pair, and is the same for all that are alike. What each packet asks
 * for is here, ready: parameters may have to look for it.
 */
export interface PairTerms {
  readonly layout: PairLayout;
  readonly confidential: boolean;
  readonly authenticated: boolean;
  /** In tunnel mode; else in transport mode. */
  readonly tunnel: boolean;
  readonly udpEncapsulated: boolean;
  /** Octets of the IP header that a tunnel puts in front; 0 inside UDP, and in transport mode. */
  readonly outerOctets: number;
  /** What TFC padding fills payloads up to (RFC 4303 2.7); 0 where none may. */
  readonly tfcOctets: number;
  /** 0: no number is looked at. */
  readonly replayWindow: number;
  /** Octets that each half may protect; Infinity if the volume is not limited. */
  readonly limitOctets: number;
  /** Packets that each half may carry; Infinity if they are not limited. */
  readonly limitPackets: number;
  /** The last sequence number that there is for it. */
  readonly lastSequence: number;
  /** What the path takes as far as the link says. */
  readonly linkPathMtu: PathMtu;
}

/** The last sequence number that there is: the counter must not wrap (RFC 4303 3.3.3). */
export const LAST_SEQUENCE = 0xffff_ffff;
/** The same for 64 bits, short of 2^64: the last that a number holds, and out of any SA's reach. */
const LAST_EXTENDED_SEQUENCE = Number.MAX_SAFE_INTEGER;
/** So many kinds of pairs are remembered: peers have a say in lifetimes, so that there may be any number. */
const MOST_REMEMBERED = 256;

const remembered = new Map<string, PairTerms>();

type Traits = readonly (string | number | boolean | undefined)[];
/** Those of the pair before: most pairs that come are like it, and then no name is put together. */
let last: { readonly traits: Traits; readonly terms: PairTerms } | undefined;

/** The terms of a pair on a link that takes so many octets. Throws a RangeError for a suite that cannot be. */
export function termsOf(parameters: SaPairParameters, linkMtu: number): PairTerms {
  const traits = traitsOf(parameters, linkMtu);
  if (last === undefined || !isAlike(last.traits, traits))
    last = { traits, terms: namedTerms(traits.join(' '), parameters, linkMtu) };
  return last.terms;
}

function namedTerms(name: string, parameters: SaPairParameters, linkMtu: number): PairTerms {
  let terms = remembered.get(name);
  if (terms === undefined) {
    terms = newTerms(parameters, linkMtu);
    if (remembered.size === MOST_REMEMBERED) remembered.clear();
    remembered.set(name, terms);
  }
  return terms;
}

/** All that terms depend on. */
function traitsOf(parameters: SaPairParameters, linkMtu: number): Traits {
  const { suite, ah, mode, udpEncapsulated, localAddress, path, esn } = parameters;
  const { lifetimeKilobytes, lifetimePackets, tfcOctets, replayWindow } = parameters;
  return [
    suite?.encryption,
    suite?.keyBits,
    suite?.integrity,
    ah,
    esn,
    mode,
    udpEncapsulated,
    localAddress.version,
    path.carrier,
    path.local.address.version,
    linkMtu,
    lifetimeKilobytes,
    lifetimePackets,
    tfcOctets,
    replayWindow,
  ];
}

function isAlike(one: Traits, other: Traits): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function newTerms(parameters: SaPairParameters, linkMtu: number): PairTerms {
  const { lifetimeKilobytes, lifetimePackets, esn, udpEncapsulated, localAddress } = parameters;
  const tunnel = parameters.mode === 'tunnel';
  const layout = layoutOf(parameters, localAddress.version);
  const outerOctets = tunnel && !udpEncapsulated ? outerHeaderOctets(localAddress) : 0;
  return {
    layout,
    confidential: isConfidential(parameters),
    authenticated: authenticates(parameters),
    tunnel,
    udpEncapsulated,
    outerOctets,
    // Only a packet that says its own length can have octets behind it.
    tfcOctets: tunnel && parameters.suite !== undefined ? parameters.tfcOctets : 0,
    replayWindow: parameters.replayWindow,
    limitOctets: lifetimeKilobytes === 0 ? Number.POSITIVE_INFINITY : lifetimeKilobytes * 1024,
    limitPackets: lifetimePackets === 0 ? Number.POSITIVE_INFINITY : lifetimePackets,
    lastSequence: esn ? LAST_EXTENDED_SEQUENCE : LAST_SEQUENCE,
    linkPathMtu: newPathMtu(parameters, { layout, outerOctets }, linkMtu),
  };
}
