/** Hexadecimal text in the forms of the usual tools gives the same octets. */

import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { BadHexText, hexDatagrams } from '../../src/explain/hex-text.ts';
import { explain, layersOf, vectorText } from './explained.ts';

const HEX = '450000280001000040060000c0000201c000020201f401f40000000000000000500220';
const BYTES = HEX.match(/../g)!;
const line = (from: number, to: number, join: string): string => BYTES.slice(from, to).join(join);
const word = (from: number, to: number): string =>
  line(from, to, '')
    .match(/.{1,4}/g)!
    .join(' ');

const FORMS: Readonly<Record<string, string>> = {
  plain: HEX,
  'plain in lines': `# a comment\n${HEX.slice(0, 40)}\n${HEX.slice(40)}\n`,
  'with blanks': line(0, 35, ' '),
  'with colons': line(0, 35, ':'),
  'as C': BYTES.map((byte) => `0x${byte}`).join(', '),
  'hexdump -C': `00000000  ${line(0, 8, ' ')}  ${line(8, 16, ' ')}  |E..(....@.......|\n00000010  ${line(16, 24, ' ')}  ${line(24, 32, ' ')}  |................|\n00000020  ${line(32, 35, ' ')}                                          |P. |\n00000023\n`,
  'tcpdump -x': `06:40:12.123456 IP 192.0.2.1 > 192.0.2.2: tcp 0\n\t0x0000:  ${word(0, 16)}\n\t0x0010:  ${word(16, 32)}\n\t0x0020:  ${word(32, 35)}\n`,
  'tcpdump -X': `\t0x0000:  ${word(0, 16)}  E..(....@.......\n\t0x0010:  ${word(16, 32)}  ab cd ef 01 23..\n\t0x0020:  ${word(32, 35)}                P..\n`,
  xxd: `00000000: ${word(0, 16)}  E..(....@.......\n00000010: ${word(16, 32)}  ................\n00000020: ${word(32, 35)}  P..\n`,
  text2pcap: `0000  ${line(0, 16, ' ')}   E..(....@.......\n0010  ${line(16, 32, ' ')}   ................\n0020  ${line(32, 35, ' ')}   P..\n`,
  od: `000000 ${line(0, 16, ' ')}\n000010 ${line(16, 32, ' ')}\n000020 ${line(32, 35, ' ')}\n000023\n`,
};

describe('hexadecimal text', () => {
  it.each(Object.entries(FORMS))('%s', (_name, text) => {
    expect(hexDatagrams(text).map(toHex)).toEqual([HEX]);
  });

  it('may hold several datagrams, each from offset 0', () => {
    const two = `${FORMS.text2pcap}\n${FORMS.text2pcap}`;
    expect(hexDatagrams(two).map(toHex)).toEqual([HEX, HEX]);
  });

  it.each([
    ['hello world', /line 1 is neither a capture nor hexadecimal digits: "hello world"/],
    ['123', /3 hexadecimal digits: an odd number is no octets/],
    ['  \n', /there is nothing in it/],
    ['0000  11 22\n0010  33 44\n', /line 2 has the offset 0x10, but 0x2 octets stand before it/],
  ])('%j is refused in words', (text, words) => {
    expect(() => hexDatagrams(text)).toThrow(BadHexText);
    expect(() => hexDatagrams(text)).toThrow(words);
  });
});

describe('what hexadecimal text holds is guessed', () => {
  const cell = JSON.parse(vectorText('strongswan/3des-md5-modp1024.json')) as {
    datagrams: readonly { datagram: string }[];
    espPackets: readonly { packet: string }[];
  };
  const message = cell.datagrams[0]!.datagram;
  const layers = (hex: string): string[] => {
    const text = new TextEncoder().encode(hex);
    return explain(text)[0]!.layers.map(({ protocol }) => protocol);
  };

  it.each([
    ['an ISAKMP message', message, ['isakmp']],
    ['one behind a marker', `00000000${message}`, ['non-esp-marker', 'isakmp']],
    ['an ESP packet', cell.espPackets[0]!.packet, ['esp']],
  ])('%s', (_name, hex, protocols) => expect(layers(hex)).toEqual(protocols));

  it('or said', () => {
    const [frame] = explain(new TextEncoder().encode(message), { as: 'esp' });
    expect(layersOf([frame!], 'esp')).toHaveLength(1);
    const header = `3b0400001122334400000001${'0'.repeat(24)}`;
    const [ofAh] = explain(new TextEncoder().encode(header), { as: 'ah' });
    expect(layersOf([ofAh!], 'ah')).toMatchObject([{ title: 'AH 0x11223344', end: 24 }]);
  });
});
