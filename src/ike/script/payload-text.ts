/** What a notify or a delete says, in so few words that a line of the ladder holds it. */

import { readU32 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { DeletePayload, NotifyPayload } from '../../wire/isakmp/payload.ts';
import { NOTIFY, notifyName, PROTOCOL, protocolName } from '../../wire/numbers/isakmp.ts';

/** For example `N(INITIAL-CONTACT)`, `N(R-U-THERE 7)`, `N(INVALID-SPI 0x0000abcd)`. */
export function notifyText(payload: NotifyPayload): string {
  const detail = detailOf(payload);
  return `N(${notifyName(payload.notifyType)}${detail === '' ? '' : ` ${detail}`})`;
}

/** For example `D(ESP 0x1234abcd)`, `D(main mode)`, `D(ESP 0x00001000 and 3 more)`. */
export function deleteText({ protocol, spis }: DeletePayload): string {
  return `D(${deletedText(protocol, spis)})`;
}

/** What SPIs of a protocol name; of many the first few. */
export function deletedText(protocol: number, spis: readonly Uint8Array[]): string {
  if (protocol === PROTOCOL.isakmp)
    return spis.length === 1 ? 'main mode' : `${spis.length} main modes`;
  const shown = spis.slice(0, LIMITS.reportedSpis).map(spiHex).join(' ');
  const more = spis.length - LIMITS.reportedSpis;
  return `${protocolName(protocol)} ${shown}${more > 0 ? ` and ${more} more` : ''}`.trim();
}

/** `0x1234abcd`, whatever its length; of a long one the first octets. */
function spiHex(spi: Uint8Array): string {
  const digits = Array.from(spi.subarray(0, 4), (octet) => octet.toString(16).padStart(2, '0'));
  return `0x${digits.join('')}`;
}

function detailOf({ notifyType, protocol, spi, data }: NotifyPayload): string {
  switch (notifyType) {
    case NOTIFY['R-U-THERE']:
    case NOTIFY['R-U-THERE-ACK']:
      return data.length === 4 ? String(readU32(data, 0)) : '';
    case NOTIFY['INVALID-SPI']:
      return data.length === 4 ? spiHex(data) : protocol === PROTOCOL.isakmp ? '' : spiHex(spi);
    case NOTIFY['REPLAY-STATUS']:
      return data.length === 4 ? (readU32(data, 0) === 0 ? 'off' : 'on') : '';
    default:
      return protocol !== PROTOCOL.isakmp && spi.length === 4 ? spiHex(spi) : '';
  }
}
