/** A negotiated pair of SAs in little room: a host may hold ten thousand of them for hours. */

import type { Endpoint } from '../base/address.ts';
import { bitsOf } from '../base/bits.ts';
import { EMPTY } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import type { EncapsulationMode, TrafficSelector } from '../base/traffic.ts';
import type { AhIntegrity, EspSuite } from '../crypto/provider.ts';
import { type KeptIdentity, keptIdentity, keptIdentityText } from './identity.ts';
import type {
  ChildPolicy,
  CoveredAddresses,
  EspExtras,
  Lifetime,
  NegotiatedChild,
  NegotiatedHalf,
  PeerPolicy,
} from './policy.ts';
import type { Role } from './script/exchange.ts';

/** What a pair has alike with thousands of others. */
interface PairTraits {
  readonly role: Role;
  readonly mode: EncapsulationMode;
  readonly udpEncapsulated: boolean;
  readonly remoteBehindNat: boolean;
  readonly remoteMayMove: boolean;
  readonly esn: boolean;
  readonly behindNat: boolean;
  readonly natKeepaliveSeconds: number;
}

/** What a pair is made of: the peer's policy and the entry say the rest. */
export type NewPair = Omit<PairTraits, 'natKeepaliveSeconds'> &
  Pick<
    NegotiatedChild,
    | 'id'
    | 'child'
    | 'suite'
    | 'ah'
    | 'selector'
    | 'inbound'
    | 'outbound'
    | 'localEndpoint'
    | 'remoteEndpoint'
    | 'covered'
    | 'remoteIdentity'
    | 'lifetime'
  > & { readonly peer: PeerPolicy };

/** Keeps what is its own, and reads all else where it stands. */
export class NegotiatedPair implements NegotiatedChild {
  readonly id: number;
  readonly child: ChildPolicy;
  readonly suite: EspSuite | undefined;
  readonly ah: AhIntegrity | undefined;
  readonly selector: TrafficSelector;
  readonly localEndpoint: Endpoint;
  remoteEndpoint: Endpoint;
  readonly covered: CoveredAddresses | 'unknown' | undefined;
  readonly lifetime: Lifetime;
  /** Not the peer's whole policy: that has its pre-shared key. */
  readonly peerName: string;
  readonly #traits: PairTraits;
  readonly #remoteIdentity: KeptIdentity;
  #inbound: KeptHalf;
  #outbound: KeptHalf;

  constructor(given: NewPair) {
    this.id = given.id;
    this.child = given.child;
    this.suite = given.suite;
    this.ah = given.ah;
    this.selector = given.selector;
    this.localEndpoint = given.localEndpoint;
    this.remoteEndpoint = given.remoteEndpoint;
    this.covered = given.covered;
    this.lifetime = given.lifetime;
    this.peerName = given.peer.name;
    this.#traits = sharedTraits(given);
    this.#remoteIdentity = keptIdentity(given.remoteIdentity, given.remoteEndpoint.address);
    this.#inbound = given.inbound;
    this.#outbound = given.outbound;
  }

  get inbound(): NegotiatedHalf {
    return halfOf(this.#inbound);
  }

  get outbound(): NegotiatedHalf {
    return halfOf(this.#outbound);
  }

  forgetKeys(): void {
    this.#inbound = spent(this.#inbound);
    this.#outbound = spent(this.#outbound);
  }

  get natKeepaliveSeconds(): number {
    return this.#traits.natKeepaliveSeconds;
  }

  get remoteIdentity(): string {
    return keptIdentityText(this.#remoteIdentity);
  }

  get replayWindow(): number {
    return this.child.replayWindow;
  }

  get extras(): EspExtras {
    return this.child.extras;
  }

  get role(): Role {
    return this.#traits.role;
  }

  get mode(): EncapsulationMode {
    return this.#traits.mode;
  }

  get udpEncapsulated(): boolean {
    return this.#traits.udpEncapsulated;
  }

  get remoteBehindNat(): boolean {
    return this.#traits.remoteBehindNat;
  }

  get remoteMayMove(): boolean {
    return this.#traits.remoteMayMove;
  }

  get esn(): boolean {
    return this.#traits.esn;
  }

  get behindNat(): boolean {
    return this.#traits.behindNat;
  }
}

/** Half a pair; of one SA whose keys are gone its SPI alone, as a signed number. */
type KeptHalf = NegotiatedHalf | number;

function halfOf(kept: KeptHalf): NegotiatedHalf {
  return typeof kept === 'number' ? { spi: kept >>> 0, keymat: SPENT } : kept;
}

function spent(kept: KeptHalf): KeptHalf {
  const { spi, ah } = halfOf(kept);
  return ah === undefined ? spi | 0 : { spi, keymat: SPENT, ah: { spi: ah.spi, keymat: SPENT } };
}

const SPENT = new Secret(EMPTY);

/** By what is yes or no, and the seconds of policies. */
const known: Map<number, PairTraits>[] = [];

/** There are as many as their answers allow, which but for the seconds of policies are yes and no. */
function sharedTraits(pair: NewPair): PairTraits {
  const { role, mode, udpEncapsulated, remoteBehindNat, remoteMayMove, esn, behindNat } = pair;
  const { natKeepaliveSeconds } = pair.peer;
  const answers = bitsOf(
    role === 'initiator',
    mode === 'tunnel',
    esn,
    udpEncapsulated,
    remoteBehindNat,
    remoteMayMove,
    behindNat,
  );
  known[answers] ??= new Map();
  let traits = known[answers].get(natKeepaliveSeconds);
  if (traits === undefined) {
    const nat = { udpEncapsulated, remoteBehindNat, remoteMayMove, behindNat, natKeepaliveSeconds };
    traits = { role, mode, esn, ...nat };
    known[answers].set(natKeepaliveSeconds, traits);
  }
  return traits;
}
