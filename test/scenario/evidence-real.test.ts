/** The evidence of processes: what they wrote themselves, and what the network between them saw. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import { treeLines } from '../../src/explain/tree-text.ts';
import { Player } from '../../src/scenario/jobs.ts';
import type { Outcome } from '../../src/scenario/outcome.ts';
import { ROOT } from '../docs/markdown.ts';
import { explain } from '../explain/explained.ts';
import { SELF } from '../lab/self.ts';
import { NAME } from './outcomes.ts';

let folder: string;
let outcome: Outcome;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
  outcome = await new Player({ provider: nodeProvider, self: SELF }).play({
    ...NAME,
    ...{ id: 0, world: 'real', seed: undefined, keep: 'always' },
    file: join(ROOT, 'scenarios/two-peers-agree.yaml'),
    evidence: join(folder, 'one'),
  });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is kept where it is said', () => {
  expect(outcome).toMatchObject({ state: 'passed', world: 'real', evidence: join(folder, 'one') });
  expect(outcome.ladder.join('\n')).toContain('main mode 6: HDR*, IDir');
});

it.each([
  ['.', 'wire.pcapng'],
  ['hosts/alpha', 'capture.pcapng'],
  ['hosts/beta', 'capture.pcapng'],
])('opens with its own keys: %s', (place, name) => {
  const at = (file: string): string => join(folder, 'one', place, file);
  const keys = ['ikev1_decryption_table', 'esp_sa']
    .map((table) => readFileSync(at(table), 'utf8'))
    .join('');
  const frames = explain(Uint8Array.from(readFileSync(at(name))), { keys });
  const texts = frames.map((frame) => treeLines(frame, { width: 200, full: false }).join('\n'));
  expect(texts.filter((text) => / Hash, \d+ octets/.test(text)).length).toBeGreaterThanOrEqual(8);
  expect(texts.filter((text) => / ICMP/.test(text))).toHaveLength(12);
});

it('tells events in the time of the captures', () => {
  const { startedAt } = JSON.parse(readFileSync(join(folder, 'one/evidence.json'), 'utf8'));
  const rows = readFileSync(join(folder, 'one/hosts/alpha/events.jsonl'), 'utf8')
    .trim()
    .split('\n');
  for (const row of rows) {
    const after = JSON.parse(row).at - startedAt;
    expect(after).toBeGreaterThanOrEqual(0);
    expect(after).toBeLessThanOrEqual(outcome.milliseconds);
  }
});
