/** ESP packets (RFC 4303 2): opened where a key fits, and what they carried explained. */

import { copy, readU16 } from '../base/bytes.ts';
import { espLayout, suiteLabel } from '../crypto/algorithms.ts';
import type { EspSuite } from '../crypto/provider.ts';
import { spiText } from '../observe/units.ts';
import { bytes, type Codec, decode, enumeration, rest, struct, u8, u32 } from '../wire/codec.ts';
import { ESP_HEADER_OCTETS, esp } from '../wire/esp.ts';
import { PROTOCOL_NUMBER, PROTOCOL_NUMBERS } from '../wire/numbers/ip.ts';
import type { Context, Ends } from './context.ts';
import {
  addBuffer,
  addLayer,
  type Dissection,
  fault,
  type Layer,
  octetsOf,
  readInto,
  type Span,
} from './dissection.ts';
import type { EspKey } from './key-store.ts';

/** Padding length and next header. */
const TRAILER_OCTETS = 2;

/** Explains an ESP packet, as protocol 50 or in UDP. */
export function explainEsp(context: Context, into: Dissection, span: Span, ends: Ends): void {
  const layer = addLayer(into, 'esp', 'ESP', span);
  if (layer === undefined) return;
  if (span.end - span.start < ESP_HEADER_OCTETS) {
    readInto(into, layer, esp, span, context.tracing);
    return;
  }
  const value = decode(esp, octetsOf(into, span));
  layer.title = `ESP ${spiText(value.spi)}`;
  into.protocol = 'ESP';
  into.info = `${spiText(value.spi)}, sequence ${value.sequence}, ${span.end - span.start} octets`;
  const keys = context.keys.espKeys(value.spi, ends);
  const opened = open(context, keys, octetsOf(into, span));
  const suite = opened?.key.line.suite ?? (keys.length === 1 ? keys[0]!.line.suite : undefined);
  readInto(into, layer, suite === undefined ? esp : espOf(suite, span), span, context.tracing);
  if (opened !== undefined) return explainOpened(context, into, layer, opened, ends);
  if (keys.length > 0) {
    const suites = keys.map(({ line }) => suiteLabel(line.suite)).join(' or ');
    layer.fault ??= fault('bad-icv', span.start, `it does not open as ${suites}: the ICV is wrong`);
    into.info += ', ICV wrong';
  } else if (context.keys.size > 0) layer.notes.push('no key for this SPI');
}

interface Opened {
  readonly key: EspKey;
  /** The packet with its plaintext in the place of the ciphertext. */
  readonly packet: Uint8Array;
  readonly esn: boolean;
}

/** Tries every key; the high half of an extended sequence number is taken to be 0. */
function open(context: Context, keys: readonly EspKey[], sealed: Uint8Array): Opened | undefined {
  const spans = Uint32Array.of(0, sealed.length);
  const verdicts = new Uint8Array(1);
  for (const key of keys) {
    for (const esn of [false, true]) {
      if (esn && espLayout(key.line.suite).icvOctets === 0) continue;
      const packet = copy(sealed);
      const opener = key.opener(context.provider, esn);
      if (esn) opener.open(packet, spans, 1, verdicts, Uint32Array.of(0));
      else opener.open(packet, spans, 1, verdicts);
      if (verdicts[0] === 1) return { key, packet, esn };
    }
  }
  return undefined;
}

function explainOpened(
  context: Context,
  into: Dissection,
  layer: Layer,
  { key, packet, esn }: Opened,
  ends: Ends,
): void {
  const { suite } = key.line;
  const layout = espLayout(suite);
  const proof = layout.icvOctets > 0 ? 'its ICV is right' : 'it has no ICV';
  layer.notes.push(`opened as ${suiteLabel(suite)}: ${proof}`);
  if (esn) layer.notes.push('with a 64-bit sequence number whose high half is 0');
  const whole = addBuffer(into, 'opened ESP', packet);
  const start = ESP_HEADER_OCTETS + layout.ivOctets;
  const end = whole.end - layout.icvOctets;
  const padLength = packet[end - TRAILER_OCTETS]!;
  const padStart = end - TRAILER_OCTETS - padLength;
  const trailer = addLayer(into, 'esp-trailer', 'ESP trailer', {
    ...whole,
    start: Math.max(start, padStart),
    end,
  });
  if (trailer === undefined) return;
  const { value } = readInto(
    into,
    trailer,
    trailerOf(trailer.end - trailer.start),
    trailer,
    context.tracing,
  );
  if (padStart < start) {
    const detail = `padding of ${padLength} octets, but ${end - TRAILER_OCTETS - start} are there`;
    trailer.fault ??= fault('bad-length', end - TRAILER_OCTETS, detail, 'padLength');
    return;
  }
  if (value === undefined) return;
  // RFC 4303 2.4: 1, 2, 3 and so on, unless the cipher says otherwise.
  if (value.padding.some((octet, index) => octet !== index + 1)) {
    trailer.notes.push('the padding is not 1, 2, 3 ...');
  }
  into.info = `sequence ${readSequence(packet)}, opened`;
  into.inside += 'ESP ';
  const payload: Span = { ...whole, start, end: padStart };
  if (value.nextHeader === PROTOCOL_NUMBER.ipv6NoNext) {
    layer.notes.push('a dummy packet: the receiver discards it in silence (RFC 4303 2.6)');
    into.info += ', dummy packet';
    return;
  }
  const excess = flowPadding(packet, value.nextHeader, payload);
  if (excess > 0) layer.notes.push(`${excess} octets of TFC padding (RFC 4303 2.7)`);
  context.upper(into, value.nextHeader, payload, ends);
}

function readSequence(packet: Uint8Array): number {
  return new DataView(packet.buffer, packet.byteOffset).getUint32(4);
}

/** Octets behind an inner IP packet. */
function flowPadding(packet: Uint8Array, nextHeader: number, { start, end }: Span): number {
  if (nextHeader === PROTOCOL_NUMBER.ipv4 && end - start >= 20) {
    return end - start - readU16(packet, start + 2);
  }
  if (nextHeader === PROTOCOL_NUMBER.ipv6 && end - start >= 40) {
    return end - start - 40 - readU16(packet, start + 4);
  }
  return 0;
}

/** A packet with the parts that a suite divides it into. */
function espOf(suite: EspSuite, span: Span): Codec<object> {
  const { ivOctets, icvOctets } = espLayout(suite);
  const body = span.end - span.start - ESP_HEADER_OCTETS - ivOctets - icvOctets;
  if (body < 0) return esp;
  const parts = struct('an ESP packet', {
    spi: u32,
    sequence: u32,
    iv: bytes(ivOctets, 'the IV'),
    ciphertext: bytes(body, 'the ciphertext'),
    icv: rest,
  });
  return parts;
}

function trailerOf(octets: number) {
  return struct('an ESP trailer', {
    padding: bytes(octets - TRAILER_OCTETS, 'the padding'),
    padLength: u8,
    nextHeader: enumeration(u8, PROTOCOL_NUMBERS),
  });
}
