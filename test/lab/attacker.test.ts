import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { batchOfOne, type Path } from '../../src/base/batch.ts';
import { concat } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { forged, frameOf, lastEsp } from '../../src/lab/attacker.ts';
import { Capture } from '../../src/observe/pcap.ts';
import { pair } from '../../src/sim/pair.ts';

let folder: string;
let capture: string;
const world = pair({ provider: nodeProvider, a: { peer: { natTraversal: 'off' } } });
const seen: { path: Path; bytes: Uint8Array }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
  capture = join(folder, 'c.pcapng');
  expect(world.command(world.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(true);
  const ping = {
    kind: 'ping',
    from: undefined,
    to: parseAddress('10.2.0.1'),
    count: 2,
    intervalMilliseconds: 10,
    timeoutMilliseconds: 1000,
    payloadOctets: 56,
  } as const;
  expect(world.command(world.a, ping)).toMatchObject({ value: { received: 2 } });
  const octets: Uint8Array[] = [];
  const file = new Capture((bytes) => octets.push(bytes));
  for (const { what, path, bytes, at } of world.log) {
    if (what !== 'sent') continue;
    file.record('a', 'sent', batchOfOne(path, bytes), at);
    seen.push({ path, bytes });
  }
  writeFileSync(capture, concat(...octets));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the attacker', () => {
  it('finds the last ESP packet of a direction in a capture, among ISAKMP and answers', () => {
    const esp = lastEsp(capture, '192.0.2.1', '192.0.2.2');
    expect(esp.sequence).toBe(2);
    expect(frameOf(capture, esp.packet)).toBe(seen.length - 1);
    expect(lastEsp(capture, '192.0.2.2', '192.0.2.1').packet).toEqual(seen.at(-1)?.bytes);
    expect(() => lastEsp(capture, '192.0.2.1', '192.0.2.9')).toThrow(/no ESP packet/);
    expect(() => frameOf(capture, new Uint8Array(3))).toThrow(/does not hold/);
  });

  it('fails with a replay and with a forgery, and the window stays where it was', () => {
    const esp = lastEsp(capture, '192.0.2.1', '192.0.2.2');
    const { path } = seen.at(-2)!;
    world.inject(path, esp.packet);
    const made = forged(esp, esp.sequence + 1000);
    expect(made.subarray(0, 24)).toEqual(esp.packet.subarray(0, 24));
    world.inject(path, made);
    expect(
      world.events(world.b, 'packet-dropped').map(({ reason, sequence }) => [reason, sequence]),
    ).toEqual([
      ['replayed', 2],
      ['bad-icv', 1002],
    ]);
    const { items } = world.b.host.query('quick-mode-sas');
    expect(items[0]?.inbound).toMatchObject({ sequence: 2, badIcv: 1, replay: { replayed: 1 } });
  });
});
