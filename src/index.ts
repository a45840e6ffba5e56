/**
 * Espial as a library: the wire codec, cryptography, a whole IPsec host as a deterministic state
 * machine, and a pair of such hosts in virtual time for tests. Nothing here needs Node.
 */

// Octets, addresses, time, randomness.
export {
  type Address,
  type AddressRange,
  addressOfBytes,
  type Endpoint,
  endpointText,
  parseAddress,
  parseRange,
  rangeOfAddress,
  rangeOfAll,
  rangeOfPrefix,
  rangeText,
} from './base/address.ts';
export {
  type ArenaPool,
  arenaPool,
  type Batch,
  BatchWriter,
  batchOfOne,
  datagramOf,
  type Path,
} from './base/batch.ts';
export { concat, fromHex, toHex, utf8, utf8Text } from './base/bytes.ts';
export { LIMITS } from './base/limits.ts';
export { type Random, seededRandom } from './base/random.ts';
export { Secret } from './base/secret.ts';
export { type Duration, HOUR, type Instant, MINUTE, SECOND } from './base/time.ts';
export { type EncapsulationMode, selectorText, type TrafficSelector } from './base/traffic.ts';
// Cryptography.
export {
  allSuites,
  divideKeymat,
  suiteLabel,
  suiteWeaknesses,
} from './crypto/algorithms.ts';
export { nobleProvider } from './crypto/noble.ts';
export {
  BadPublicValue,
  type Cbc,
  type CbcName,
  type CryptoProvider,
  type DhKeyPair,
  type EspEncryption,
  type EspIntegrity,
  type EspKeys,
  type EspOpener,
  type EspOptions,
  type EspSealer,
  type EspSuite,
  type GroupId,
  type HashName,
  type Mac,
} from './crypto/provider.ts';
export {
  groupName,
  mainModeProposalName,
  parseGroup,
  parseMainModeProposal,
  parseSuite,
  suiteName,
} from './crypto/suite-names.ts';
// A host: what goes in, what comes out, what it reports.
export type { HostConfig, PolicyEntry, StackConfig } from './host/config.ts';
export type { EventKind, EventOf } from './host/counter-source.ts';
export { COUNTERS, type CounterDefinition } from './host/counter-table.ts';
export type { HostEvent, StackEvent } from './host/events.ts';
export { Host } from './host/host.ts';
export type { HostOptions } from './host/parts.ts';
export type {
  Command,
  CommandResult,
  CommandValue,
  Input,
  MainModeSaView,
  Outbox,
  Page,
  QueryAnswers,
  QueryKind,
  QuickModeSaView,
  StatisticsView,
} from './host/ports.ts';
export type { IkeEvent, IkeScope, MessageFacts } from './ike/events.ts';
export type { Comparison, Failure, FailureCode } from './ike/failure.ts';
export type {
  ChildPolicy,
  IdentityConfig,
  Lifetime,
  MainModeProposal,
  PeerPolicy,
  QuickModeProposal,
  TimerProfile,
} from './ike/policy.ts';
export { TIMER_PROFILES } from './ike/timers.ts';
export type { DropReason, IpsecEvent } from './ipsec/events.ts';
export type { SaHalfView } from './ipsec/sa/views.ts';
// The deterministic pair, and worlds of more hosts.
export { type FlightPredicate, HookedLink } from './sim/hooks.ts';
export { type Flight, type Forward, type Link, plainLink } from './sim/link.ts';
export {
  type NetemOptions,
  netem,
  withCorruption,
  withDelay,
  withDuplication,
  withJitter,
  withLoss,
  withReordering,
} from './sim/netem.ts';
export {
  type LoggedDatagram,
  Pair,
  type PairOptions,
  pair,
  type SimHost,
} from './sim/pair.ts';
export {
  PAIR_ADDRESSES,
  type PairName,
  pairConfig,
  type SideOptions,
} from './sim/pair-config.ts';
export {
  type Machine,
  type Observer,
  type Placement,
  type Station,
  World,
  type WorldOptions,
} from './sim/world.ts';
// The codec: combinators, and every format described with them.
export { type AhPacket, ah } from './wire/ah.ts';
export {
  type Attribute,
  attribute,
  bits,
  by,
  bytes,
  type Codec,
  chain,
  countOf,
  DecodeError,
  type DecodeErrorCode,
  type DecodeOptions,
  type Draws,
  decode,
  encode,
  enumeration,
  type Field,
  fields,
  flags,
  generate,
  type Infer,
  lengthOf,
  list,
  mapped,
  mutate,
  refined,
  reserved,
  rest,
  struct,
  u8,
  u16,
  u16le,
  u24,
  u32,
  u32le,
  u64,
  u64le,
  when,
} from './wire/codec.ts';
export { type EspPacket, esp } from './wire/esp.ts';
export { echoReply, echoRequest, type IcmpMessage, icmp, icmpPacket, icmpv6 } from './wire/icmp.ts';
export { destinationUnreachable, packetTooBig, timeExceeded } from './wire/icmp-errors.ts';
export { buildIp, type IpOptions, type IpPacketOptions } from './wire/ip.ts';
export { type Ipv4Packet, ipv4 } from './wire/ipv4.ts';
export { type Ipv6Packet, ipv6 } from './wire/ipv6.ts';
export { attributeNumber, numberAttribute } from './wire/isakmp/attribute-number.ts';
export {
  decodeHeader,
  encodeHeader,
  FLAG_AUTHENTICATION_ONLY,
  FLAG_COMMIT,
  FLAG_ENCRYPTION,
  headerCodec,
  type IsakmpHeader,
} from './wire/isakmp/header.ts';
export {
  type DecodedMessage,
  decodeMessage,
  encodeMessage,
  type IsakmpMessage,
  messageCodec,
} from './wire/isakmp/message.ts';
export type { DecodedPayload, Payload } from './wire/isakmp/payload.ts';
export { decodePayloads, encodePayloadBody, encodePayloads } from './wire/isakmp/payloads.ts';
export type { Proposal, Transform } from './wire/isakmp/sa.ts';
export { classifyNatt, type NattDatagram, natt } from './wire/natt.ts';
export { type IpPacket, packet } from './wire/packet.ts';
export type { PcapngBlock } from './wire/pcapng.ts';
export { type CapturedPacket, capturedPackets, readPcapng } from './wire/pcapng-read.ts';
export {
  encodePcapng,
  enhancedPacket,
  interfaceDescription,
  sectionHeader,
} from './wire/pcapng-write.ts';
export { hexWithFields, isakmpTree, type Json, toJson, tree } from './wire/render.ts';
export { type TcpSegment, tcp, tcpPacket } from './wire/tcp.ts';
export { type UdpDatagram, udp, udpPacket } from './wire/udp.ts';
