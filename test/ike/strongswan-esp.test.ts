import { describe, expect, test } from 'vitest';
import { fromHex, readU32, toHex } from '../../src/base/bytes.ts';
import { divideKeymat, espLayout, keyOctets } from '../../src/crypto/algorithms.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { payloadAt, payloadEndOf } from '../../src/ipsec/packet/esp.ts';
import { CELLS } from './strongswan.ts';
import { suiteOf } from './strongswan-suite.ts';

const cells = CELLS.filter(({ espPackets }) => espPackets.length > 0);
const rows = [nodeProvider, nobleProvider].flatMap((provider) =>
  cells.map((cell) => ({ name: `${provider.name}: ${cell.name}`, provider, cell })),
);

describe('the ESP packets of a strongSwan', () => {
  test.each(rows)('open with the keys of their SA ($name)', ({ provider, cell }) => {
    const suite = suiteOf(cell);
    const layout = espLayout(suite);
    for (const { direction, spi, sequence, packet } of cell.espPackets) {
      const way =
        direction === 'initiator-to-responder' ? 'initiatorToResponder' : 'responderToInitiator';
      const sa = cell.quickMode[way];
      expect(spi).toBe(sa.spi);
      const keymat = fromHex(sa.keymat).subarray(0, keyOctets(suite).total);
      const arena = fromHex(packet);
      const verdicts = new Uint8Array(1);
      const spans = Uint32Array.of(0, arena.length);
      provider.espOpener(suite, divideKeymat(suite, keymat)).open(arena, spans, 1, verdicts);
      expect(verdicts[0]).toBe(1);
      expect(readU32(arena, 4)).toBe(sequence);
      const start = payloadAt(layout);
      const end = payloadEndOf(arena, start, arena.length - layout.icvOctets);
      // A ping between the inner networks 10.101.0.0/24 and 10.102.0.0/24.
      expect(toHex(arena.subarray(start, start + 1))).toBe('45');
      expect(toHex(arena.subarray(start + 12, start + 14))).toMatch(/^0a6[56]$/);
      expect(end).toBe(start + arena[start + 2]! * 256 + arena[start + 3]!);
    }
  });

  test('are there for GCM with every length of its ICV', () => {
    const suites = new Set(cells.map((cell) => suiteOf(cell).encryption));
    for (const gcm of ['aes-gcm-8', 'aes-gcm-12', 'aes-gcm-16'] as const)
      expect(suites).toContain(gcm);
  });
});
