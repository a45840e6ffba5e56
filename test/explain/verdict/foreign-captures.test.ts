/** Captures of two strongSwan daemons, and captures that are cut or altered anywhere. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { KeyStore } from '../../../src/explain/key-store.ts';
import { captureFacts } from '../../../src/explain/verdict/capture-facts.ts';
import { isClassId } from '../../../src/explain/verdict/classes.ts';
import type { Evidence } from '../../../src/explain/verdict/evidence.ts';
import { type Verdict, verdictOf } from '../../../src/explain/verdict/verdict.ts';
import { verdictText } from '../../../src/explain/verdict/verdict-text.ts';

const FOLDER = join(import.meta.dirname, '../../vectors/strongswan/evidence');

function explain(octets: Uint8Array, keys = new KeyStore()): Verdict {
  const { frames, troubles } = captureFacts(octets, nodeProvider, keys);
  const evidence: Evidence = {
    kind: 'capture',
    title: 'capture',
    sides: [],
    frames,
    twoKeys: [],
    troubles,
  };
  return verdictOf(evidence);
}

function tables(): KeyStore {
  const keys = new KeyStore();
  for (const name of ['ikev1_decryption_table', 'esp_sa']) {
    expect(keys.add(readFileSync(join(FOLDER, name), 'utf8'), name)).toEqual([]);
  }
  return keys;
}

const GOOD = readFileSync(join(FOLDER, 'good.pcapng'));
const ATTACKS = readFileSync(join(FOLDER, 'attacks.pcapng'));

describe('the verdict on a capture of strongSwan', () => {
  it('is that it works, with what was chosen, and not certain', () => {
    const { class: id, certainty, negotiated } = explain(GOOD);
    expect({ id, certainty }).toEqual({ id: 'none', certainty: 'likely' });
    expect(negotiated[0]).toMatch(/AES-CBC-128, SHA-1, MODP-1024 .*1 quick mode of three messages/);
  });

  it('finds sequence numbers that come again', () => {
    const { class: id, certainty, sequenceNumbers } = explain(ATTACKS);
    expect({ id, certainty }).toEqual({ id: 'replayed', certainty: 'likely' });
    expect(sequenceNumbers[0]?.repeated).toEqual([1]);
  });

  it('finds a forged packet by the keys', () => {
    expect(explain(ATTACKS, tables()).class).toBe('icv-wrong');
  });
});

describe('a capture that is cut or altered anywhere', () => {
  it('has a verdict that is never certain, in lines of 80 columns', () => {
    const random = seededRandom('altered captures');
    for (let turn = 0; turn < 150; turn++) {
      const octets = Uint8Array.from(turn % 2 === 0 ? ATTACKS : GOOD);
      const [a = 0, b = 0, c = 0, d = 0] = random.bytes(4);
      const at = 200 + ((a * 256 + b) % (octets.length - 200));
      octets[at]! ^= c | 1;
      const verdict = explain(d < 128 ? octets.subarray(0, at) : octets);
      expect(isClassId(verdict.class)).toBe(true);
      expect(verdict.certainty).not.toBe('certain');
      const long = verdictText(verdict, { all: true })
        .split('\n')
        .filter((line) => line.length > 80);
      expect(long).toEqual([]);
    }
  });
});
