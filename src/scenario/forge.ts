/** ESP packets that nobody sent: made of a real one, without keys, or with the keys of its SA. */

import type { Address } from '../base/address.ts';
import { fromHex, readU32, writeU32 } from '../base/bytes.ts';
import { seededRandom } from '../base/random.ts';
import { espLayout } from '../crypto/algorithms.ts';
import { nobleProvider } from '../crypto/noble.ts';
import type { EspSealer } from '../crypto/provider.ts';
import type { EspKey, KeyStore } from '../explain/key-store.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import type { Act } from './netsh-step.ts';
import { withAddress } from './network/readdress.ts';

type Forge = Act<'forge'>;
type Change = Forge['change'];

interface Span {
  readonly start: number;
  readonly end: number;
}

const WORD = 0x1_0000_0000;
/** Pad length and next header. */
const TRAILER_OCTETS = 2;

/** What an attacker knows. */
export interface ForgeContext {
  readonly keys: KeyStore;
  readonly ends: { readonly source: Uint8Array; readonly destination: Uint8Array };
  /** A sequence number that nobody has used: what came before is not even looked at. */
  readonly unused: number;
}

/** The whole datagram with another ESP packet in its place, or why there is none, a sentence. */
export function forgedEsp(
  datagram: Uint8Array,
  span: Span,
  { change, sealed = isInside(change) }: Forge,
  { keys, ends, unused }: ForgeContext,
): Uint8Array | string {
  const whole = Uint8Array.from(datagram);
  const packet = whole.subarray(span.start, span.end);
  if (!sealed) {
    if (isInside(change)) return 'what is inside cannot change without the keys of the SA';
    writeHeader(packet, change, unused);
  } else {
    const known = keys.espKeys(readU32(packet, 0), ends);
    if (known.length === 0) return 'the keys of its SA are not known';
    const made = known.map((key) => resealed(packet, key, change, unused));
    const found = made.find((one) => one !== NOT_OPENED) ?? NOT_OPENED;
    if (typeof found === 'string') return found;
    packet.set(found);
  }
  if (change.icv === 'wrong') packet[packet.length - 1]! ^= 0x5a;
  return whole;
}

/** Whether it is about what only the keys show. */
function isInside(change: Change): boolean {
  return (
    change.padding !== undefined ||
    change['next-header'] !== undefined ||
    change['inner-source'] !== undefined ||
    change['inner-destination'] !== undefined
  );
}

/** Writes SPI and number. Answers the high half of the number. */
function writeHeader(packet: Uint8Array, { spi, sequence }: Change, otherwise: number): number {
  const number = sequence ?? otherwise;
  if (spi !== undefined) {
    if (typeof spi === 'number') writeU32(packet, 0, spi);
    else packet.set(fromHex(spi.padStart(8, '0')).subarray(-4), 0);
  }
  writeU32(packet, 4, number % WORD);
  return Math.floor(number / WORD);
}

const NOT_OPENED = 'no key of its SA opens the last packet';

function resealed(
  sealed: Uint8Array,
  key: EspKey,
  change: Change,
  unused: number,
): Uint8Array | string {
  const { suite, keys } = key.line;
  const layout = espLayout(suite);
  const iv = sealed.slice(ESP_HEADER_OCTETS, ESP_HEADER_OCTETS + layout.ivOctets);
  for (const esn of [false, true]) {
    if (esn && layout.icvOctets === 0) continue;
    const packet = Uint8Array.from(sealed);
    const verdicts = new Uint8Array(1);
    const spans = Uint32Array.of(0, packet.length);
    const opener = key.opener(nobleProvider, esn);
    opener.open(packet, spans, 1, verdicts, ...(esn ? [Uint32Array.of(0)] : []));
    if (verdicts[0] !== 1) continue;
    const start = ESP_HEADER_OCTETS + layout.ivOctets;
    const why = changeInside(packet, { start, end: packet.length - layout.icvOctets }, change);
    if (why !== undefined) return why;
    const high = writeHeader(packet, change, unused);
    const random = seededRandom('forged');
    const sealer: EspSealer = nobleProvider.espSealer(suite, keys, random, { esn });
    // A nonce that came before would show the difference of two packets, which an attacker may like.
    const fresh = iv.map((octet, i) => (i === 0 ? octet ^ 0x80 : octet));
    if (esn) sealer.sealWithIv(packet, 0, packet.length, fresh, high);
    else sealer.sealWithIv(packet, 0, packet.length, fresh);
    return packet;
  }
  return NOT_OPENED;
}

/** Changes what was encrypted. Answers why that cannot be, or undefined. */
function changeInside(
  packet: Uint8Array,
  { start, end }: Span,
  change: Change,
): string | undefined {
  const padAt = end - TRAILER_OCTETS - packet[end - TRAILER_OCTETS]!;
  const next = packet[end - 1]!;
  for (const [which, address] of [
    ['source', change['inner-source']],
    ['destination', change['inner-destination']],
  ] as const) {
    const why = address && changeAddress(packet.subarray(start, padAt), next, which, address);
    if (why !== undefined) return why;
  }
  if (change.padding === 'wrong') {
    // Without padding its length is what can be wrong.
    if (padAt < end - TRAILER_OCTETS) packet[padAt]! ^= 0xff;
    else packet[end - TRAILER_OCTETS] = 0xff;
  }
  if (change['next-header'] !== undefined) packet[end - 1] = change['next-header'];
  return undefined;
}

const INNER_PROTOCOL = { 4: 4, 6: 41 } as const;

function changeAddress(
  inner: Uint8Array,
  protocol: number,
  which: 'source' | 'destination',
  address: Address,
): string | undefined {
  if (protocol !== INNER_PROTOCOL[address.version]) {
    return `there is no packet of IPv${address.version} inside: the SA is for transport mode, or of another version`;
  }
  inner.set(withAddress(inner, which, address));
  return undefined;
}
