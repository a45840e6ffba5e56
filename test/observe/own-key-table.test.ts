/** A key log has a table of its own for what Wireshark has no name for, and only where there is some. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../../src/base/secret.ts';
import { ESP_TABLE, KeyLog, OWN_ESP_TABLE } from '../../src/observe/keylog.ts';
import { SAMPLES } from './sample-events.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-own-keys-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('holds the SAs that esp_sa cannot hold', () => {
  const log = new KeyLog(folder, () => {});
  const added = {
    ...SAMPLES['sa-added'],
    suite: 'CHACHA20-POLY1305',
    encryptionKey: new Secret(new Uint8Array(32)),
    salt: new Secret(new Uint8Array(4)),
    integrityKey: new Secret(new Uint8Array(0)),
  };
  log.note(added);
  const own = join(folder, OWN_ESP_TABLE);
  expect(readFileSync(own, 'utf8')).toMatch(/"ChaCha20 with Poly1305 \[RFC7634\]","0x0{72}"/);
  expect(statSync(own).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, ESP_TABLE), 'utf8')).toBe('');
});

it('is not there where Wireshark has names for all, nor left over from before', () => {
  const own = join(folder, OWN_ESP_TABLE);
  new KeyLog(folder, () => {}).note({ ...SAMPLES['sa-added'], suite: 'CHACHA20-POLY1305' });
  expect(existsSync(own)).toBe(true);
  new KeyLog(folder, () => {}).note(SAMPLES['sa-added']);
  expect(existsSync(own)).toBe(false);
});
