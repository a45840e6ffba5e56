/** AH packets (RFC 4302): the ICV checked where a key fits, and what they carry explained. */

import { INTEGRITY } from '../crypto/algorithms.ts';
import { AhInput } from '../ipsec/packet/ah.ts';
import { spiText } from '../observe/units.ts';
import { ah } from '../wire/ah.ts';
import type { Context, Ends } from './context.ts';
import { addLayer, type Dissection, fault, readInto, type Span } from './dissection.ts';
import type { AhKey } from './key-store.ts';

const input = new AhInput();

/** Explains an AH packet from its header on. */
export function explainAh(context: Context, into: Dissection, span: Span, ends: Ends): void {
  const layer = addLayer(into, 'ah', 'AH', span);
  if (layer === undefined) return;
  const { value } = readInto(into, layer, ah, span, context.tracing);
  if (value === undefined) return;
  layer.title = `AH ${spiText(value.spi)}`;
  layer.end = span.end - value.payload.length;
  into.info = `sequence ${value.sequence}`;
  const keys = context.keys.ahKeys(value.spi, ends);
  const label = keys.map(({ line }) => INTEGRITY[line.integrity].label).join(' or ');
  const verdict = keys.length === 0 ? undefined : verify(context, keys, into, span, ends);
  if (verdict === 'right') layer.notes.push(`its ICV is right by ${label}`);
  else if (verdict === 'unknown')
    layer.notes.push('its ICV covers the IP header, which is not here as it came');
  else if (verdict === 'wrong') {
    layer.fault ??= fault('bad-icv', span.start, `the ICV is wrong by ${label}`);
    into.info += ', ICV wrong';
  } else layer.notes.push('no key for this SPI: its ICV is not checked');
  context.upper(into, value.nextHeader, { ...span, start: layer.end }, ends);
}

/** The high half of an extended sequence number is taken to be 0. */
function verify(
  context: Context,
  keys: readonly AhKey[],
  into: Dissection,
  { buffer, start, end }: Span,
  { packet }: Ends,
): 'right' | 'wrong' | 'unknown' {
  if (packet?.buffer !== buffer) return 'unknown';
  const { octets } = into.buffers[buffer]!;
  const isRight = keys.some((key) =>
    [false, true].some((esn) =>
      input.check(key.mac(context.provider, esn), octets, packet.start, start, end, 0),
    ),
  );
  return isRight ? 'right' : 'wrong';
}
