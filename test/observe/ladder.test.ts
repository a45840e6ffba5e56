import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../src/host/events.ts';
import { Ladder } from '../../src/observe/ladder.ts';
import { EventMerger } from '../../src/observe/merge.ts';
import { COLOUR, paletteFor } from '../../src/observe/text.ts';
import { SAMPLES } from './sample-events.ts';

const sent = SAMPLES['isakmp-sent'];
const received = SAMPLES['isakmp-received'];

function drawn(bobObserved: boolean, events: readonly HostEvent[]): string[] {
  const lines: string[] = [];
  const ladder = new Ladder({
    left: { name: 'alice', note: '192.0.2.1', observed: true },
    right: { name: 'bob', note: '192.0.2.2', observed: bobObserved },
    write: (line) => lines.push(line),
  });
  ladder.heading('pre-shared keys agree');
  for (const event of events) ladder.note(event);
  return lines;
}

const five = {
  exchange: 'main mode',
  number: 5,
  encrypted: true,
  payloads: ['IDii', 'HASH_I'],
} as const;

describe('the ladder', () => {
  it('draws both sides of an exchange once, with what each remarks', () => {
    const events: HostEvent[] = [
      sent,
      { ...received, host: 'bob', at: 1001 },
      { ...sent, host: 'bob', number: 2, at: 1002 },
      { ...sent, ...five, at: 1100 },
      { ...sent, ...five, repeat: 1, at: 1400 },
      { ...received, ...five, duplicate: true, host: 'bob', at: 1401 },
      { ...SAMPLES['main-mode-established'], at: 1500 },
      { ...SAMPLES['main-mode-failed'], host: 'bob', at: 1600 },
      { ...SAMPLES['quick-mode-failed'], host: 'bob', at: 1600 },
      { ...SAMPLES['main-mode-started'], host: 'carol' },
    ];
    const lines = drawn(true, events);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    expect(`\n${lines.join('\n')}\n`).toBe(`
 seconds alice 192.0.2.1                                           bob 192.0.2.2
         |======================= pre-shared keys agree =======================|
   0.000 |-- main mode 1: HDR, SA, VID x3 ------------------------- in clear ->|
   0.002 |<- main mode 2: HDR, SA, VID x3 ------------------------- in clear --|
   0.100 |-- main mode 5: HDR*, IDii, HASH_I --------------------- encrypted ->|
   0.400 |-- main mode 5, retransmission 1: HDR*, IDii, HASH_I --- encrypted ->|
   0.401 |                                             * a duplicate: absorbed |
   0.500 | * main mode with bob is up: AES-CBC-128, SHA1,                      |
         |   MODP-1024 (group 2), pre-shared key, peer identity                |
         |   192.0.2.2; Kerberos was passed over: this computer                |
         |   is in no domain                                                   |
   0.600 |               * main mode with bob failed: This host and alice have |
         |                 no common main-mode proposal.                       |
`);
  });

  it('draws what a host sees of one that tells nothing, and wraps long lists', () => {
    const names = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 'NAT-D' : 'VID'));
    const lines = drawn(false, [sent, { ...received, payloads: names }]);
    expect(`\n${lines.slice(2).join('\n')}\n`).toBe(`
   0.000 |-- main mode 1: HDR, SA, VID x3 ------------------------- in clear ->|
   0.000 |<- main mode 1: HDR, NAT-D, VID, NAT-D, VID, NAT-D, VID, - in clear --|
         |      NAT-D, VID, NAT-D, VID, NAT-D, VID, NAT-D, VID, NAT-D, VID     |
`);
  });
});

describe('colour', () => {
  it('is used only on a terminal, and not against NO_COLOR', () => {
    expect(paletteFor({ isTTY: true }, {})).toBe(COLOUR);
    expect(paletteFor({ isTTY: true }, { NO_COLOR: '1' }).red('x')).toBe('x');
    expect(paletteFor({ isTTY: true }, { TERM: 'dumb' }).red('x')).toBe('x');
    expect(paletteFor({}, {}).red('x')).toBe('x');
    expect(COLOUR.red('x')).toBe('\u001b[31mx\u001b[39m');
  });
});

describe('events of several processes', () => {
  it('come in the order of their time', () => {
    const got: number[] = [];
    const merger = new EventMerger(50, (event) => got.push(event.at));
    for (const at of [100, 130, 120]) merger.push({ ...sent, at });
    merger.advance(175);
    expect(got).toEqual([100, 120]);
    merger.flush();
    expect(got).toEqual([100, 120, 130]);
  });
});
