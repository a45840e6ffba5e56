/** What a frame carries: requests and answers share an exchange, and the UDP around ESP is none. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { KeyStore } from '../../../src/explain/key-store.ts';
import { captureFacts } from '../../../src/explain/verdict/capture-facts.ts';

const FOLDER = join(import.meta.dirname, '../../vectors/strongswan/evidence');

function framesOf(keys: KeyStore) {
  const capture = readFileSync(join(FOLDER, 'good.pcapng'));
  return captureFacts(capture, nodeProvider, keys).frames;
}

function tables(): KeyStore {
  const keys = new KeyStore();
  for (const name of ['ikev1_decryption_table', 'esp_sa']) {
    keys.add(readFileSync(join(FOLDER, name), 'utf8'), name);
  }
  return keys;
}

describe('what the frames of strongSwan carry', () => {
  it('is not known without keys, where it is protected', () => {
    const shielded = framesOf(new KeyStore()).filter(({ packet }) => packet !== undefined);
    expect(shielded.length).toBeGreaterThan(0);
    expect(shielded.filter(({ traffic }) => traffic !== undefined)).toEqual([]);
  });

  it('are echo requests and their replies with keys, each reply of its request', () => {
    const carried = framesOf(tables()).flatMap(({ packet, traffic }) =>
      packet === undefined || traffic === undefined ? [] : [traffic],
    );
    const asked = carried.filter(({ kind }) => kind === 'echo request');
    const replied = carried.filter(({ kind }) => kind === 'echo reply');
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked.map(({ exchange }) => exchange)).size).toBe(asked.length);
    expect(replied.map(({ exchange }) => exchange)).toEqual(asked.map(({ exchange }) => exchange));
  });

  it('is nothing in IKE', () => {
    const ike = framesOf(tables()).filter((frame) => frame.ike !== undefined);
    expect(ike.filter(({ traffic }) => traffic !== undefined)).toEqual([]);
  });
});
