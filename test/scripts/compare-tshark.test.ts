/** The comparison with tshark passes what agrees and finds every kind of difference. */

import { describe, expect, it } from 'vitest';
import { framesOfDissection, type SeenMessage } from '../../scripts/decoded-messages.ts';
import { differencesOf } from '../../scripts/message-differences.ts';
import { type PdmlFrame, PdmlReader } from '../../scripts/pdml.ts';
import { explain, vector, vectorText } from '../explain/explained.ts';

/** Frame 5 of the evidence as tshark 4.0 prints it, without what a comparison does not look at. */
const PDML = `
<packet>
  <proto name="udpencap" showname="UDP Encapsulation of IPsec Packets" size="4" pos="28">
    <field name="udpencap.non_esp_marker" showname="Non-ESP Marker" size="4" pos="28" show="00:00:00:00" value="00000000"/>
  </proto>
  <proto name="isakmp" showname="Internet Security Association and Key Management Protocol" size="108" pos="32">
    <field name="isakmp.enc.data" showname="Encrypted Data (80 bytes)" size="80" pos="60" show="" value="">
      <field name="isakmp.typepayload" showname="Payload: Identification (5)" size="12" pos="60" show="5" value="0800000c010000000a630002">
        <field name="isakmp.nextpayload" showname="Next payload: Hash (8)" size="1" pos="60" show="8" value="08"/>
      </field>
      <field name="isakmp.typepayload" showname="Payload: Hash (8)" size="24" pos="72" show="8" value="0b000018d737edf513b46c9aa61d725b1afd29df55f421b5">
      </field>
      <field name="isakmp.typepayload" showname="Payload: Notification (11)" size="28" pos="96" show="11" value="0000001c0000000101106002d4e22b192656036db3f848bc64b38c0b">
      </field>
    </field>
  </proto>
</packet>`;

function read(pdml: string): PdmlFrame {
  const frames: PdmlFrame[] = [];
  const reader = new PdmlReader((frame) => frames.push(frame));
  for (const line of pdml.split('\n')) reader.line(line);
  return frames[0]!;
}

const EVIDENCE = 'strongswan/evidence';
const KEYS = vectorText(`${EVIDENCE}/ikev1_decryption_table`);
const FRAMES = explain(vector(`${EVIDENCE}/good.pcapng`), { keys: KEYS });
const MINE: readonly SeenMessage[] = framesOfDissection(FRAMES[4]!).messages;

describe('the comparison', () => {
  it('passes what agrees', () => {
    expect(MINE[0]!.payloads).toHaveLength(3);
    expect(differencesOf(MINE, read(PDML))).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    ['another header offset', 'size="108" pos="32"', 'size="108" pos="28"', /header is at 32\+108/],
    ['another header length', 'size="108" pos="32"', 'size="107" pos="32"', /header is at 32\+108/],
    [
      'another payload length',
      'size="24" pos="72"',
      'size="25" pos="72"',
      /payload 2: it is at 12\+24/,
    ],
    [
      'another payload offset',
      'size="24" pos="72"',
      'size="24" pos="73"',
      /payload 2: it is at 12\+24/,
    ],
    ['other octets', '0b000018d7', '0b000018d8', /payload 2: its octets differ/],
    [
      'a missing payload',
      'isakmp.typepayload" showname="Payload: Not',
      'other" showname="Not',
      /only Espial sees one/,
    ],
    ['a missing message', 'name="isakmp"', 'name="other"', /only Espial sees a message at 32/],
  ])('finds %s', (_name, from, to, sentence) => {
    expect(PDML).toContain(from);
    expect(differencesOf(MINE, read(PDML.replace(from, to))).join('\n')).toMatch(sentence);
  });

  it('finds what only tshark sees', () => {
    expect(differencesOf([], read(PDML))).toEqual(['only tshark sees a message at 32']);
    const without = [{ ...MINE[0]!, payloads: MINE[0]!.payloads.slice(0, 2) }];
    expect(differencesOf(without, read(PDML)).join()).toMatch(/payload 3: only tshark sees one/);
  });

  it('finds what one alone decrypted', () => {
    const clear = FRAMES[0]!;
    const mine = framesOfDissection(clear).messages;
    expect(mine[0]!.payloads[0]!.decrypted).toBe(false);
    const found = differencesOf([{ ...MINE[0]!, payloads: mine[0]!.payloads }], read(PDML));
    expect(found[0]).toMatch(/decrypted by one alone/);
  });
});
