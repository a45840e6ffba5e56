/**
 * Octets written as hexadecimal text: plain digits, or lines with offsets as hexdump, od, xxd,
 * `tcpdump -x` and Wireshark's text2pcap have them. An offset of zero begins another datagram.
 */

import { fromHex } from '../base/bytes.ts';

/** Text that holds no octets, with the line's number. */
export class BadHexText extends Error {
  override readonly name = 'BadHexText';
}

/** The datagrams of a text. Throws BadHexText. */
export function hexDatagrams(text: string): Uint8Array[] {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line, number: index + 1 }));
  const told = lines.filter(({ line }) => line.trim() !== '' && !/^\s*[#;]/.test(line));
  const offsets = told.map(({ line }) => offsetOf(line));
  const withOffsets = offsets.some((found) => found?.offset === 0);
  return withOffsets ? byOffsets(told) : plain(told);
}

interface Line {
  readonly line: string;
  readonly number: number;
}

function plain(lines: readonly Line[]): Uint8Array[] {
  let digits = '';
  for (const { line, number } of lines) {
    const found = line.replace(/0x|[\s:,;{}\\-]/gi, '');
    if (!/^[0-9a-f]*$/i.test(found)) {
      const shown = JSON.stringify(line.trim().slice(0, 40));
      throw new BadHexText(`line ${number} is neither a capture nor hexadecimal digits: ${shown}`);
    }
    digits += found;
  }
  if (digits === '') throw new BadHexText('there is nothing in it');
  if (digits.length % 2 !== 0) {
    throw new BadHexText(`${digits.length} hexadecimal digits: an odd number is no octets`);
  }
  return [fromHex(digits)];
}

function byOffsets(lines: readonly Line[]): Uint8Array[] {
  const datagrams: string[] = [];
  let digits: string | undefined;
  for (const { line, number } of lines) {
    const found = offsetOf(line);
    // What stands around a dump, such as the line that tcpdump prints before it.
    if (found === undefined) continue;
    if (found.offset === 0) {
      if (digits !== undefined && digits !== '') datagrams.push(digits);
      digits = '';
    }
    if (digits === undefined) continue;
    const have = digits.length / 2;
    // hexdump and od end with the length alone.
    if (found.digits === '' && found.offset >= have) continue;
    if (found.offset !== have) {
      throw new BadHexText(
        `line ${number} has the offset 0x${found.offset.toString(16)}, but 0x${have.toString(16)} octets stand before it`,
      );
    }
    digits += found.digits;
  }
  if (digits !== undefined && digits !== '') datagrams.push(digits);
  if (datagrams.length === 0) throw new BadHexText('there are offsets but no octets in it');
  return datagrams.map(fromHex);
}

/** The offset and the digits of a line of a dump, or undefined where it is none. */
function offsetOf(line: string): { readonly offset: number; readonly digits: string } | undefined {
  const found = /^\s*(?:0x)?([0-9a-f]{3,8})(:?)(?:\s+(.*))?$/i.exec(line);
  if (found === null) return undefined;
  const [, offset, colon, rest = ''] = found;
  // The text beside the octets stands behind a bar, or behind more blanks than are between octets.
  const column = rest.split('|')[0]!;
  const groups = (colon === ':' ? column.split(/\s{2,}/) : column.split(/\s{3,}/))[0]!;
  const words = groups.trim() === '' ? [] : groups.trim().split(/\s+/);
  const wanted = colon === ':' ? /^([0-9a-f]{2}){1,16}$/i : /^[0-9a-f]{2}$/i;
  const taken: string[] = [];
  for (const word of words) {
    if (!wanted.test(word) || taken.length === 32) break;
    taken.push(word);
  }
  if (taken.length === 0 && words.length > 0) return undefined;
  return { offset: Number.parseInt(offset!, 16), digits: taken.join('') };
}
