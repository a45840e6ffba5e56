/** `espial protected` with captures: what it prints, and what it says of what is no capture. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addProtected } from '../../src/cli/protected.ts';
import { UsageError } from '../../src/cli/usage.ts';
import {
  enhancedPacket,
  interfaceDescription,
  sectionHeader,
} from '../../src/wire/pcapng-write.ts';
import { packetsOnLink } from '../explain/traffic-summary.ts';
import { labPair, pingTo, sendTo, up } from '../host/pairs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-protected-'));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

function capture(name: string, packets: readonly Uint8Array[]): string {
  const path = join(folder, name);
  const head = [sectionHeader({ application: 'a test' }), interfaceDescription({ name: 'link' })];
  const frames = packets.map((data, i) =>
    enhancedPacket({ interfaceId: 0, timestampMicros: BigInt(i), data }),
  );
  writeFileSync(path, Buffer.concat([...head, ...frames]));
  return path;
}

/** What the command prints. */
async function protectedOf(...words: string[]): Promise<string> {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command().exitOverride();
  addProtected(program);
  await program.parseAsync(['protected', ...words], { from: 'user' });
  return printed;
}

function traffic() {
  const subject = labPair();
  up(subject, subject.a, 'transport');
  subject.command(subject.a, pingTo('192.0.2.2'));
  const sealed = packetsOnLink(subject.log);
  const open = labPair({ both: { host: { policies: [] } } });
  open.command(open.a, sendTo('192.0.2.2', { count: 2 }));
  return { sealed, clear: packetsOnLink(open.log) };
}

describe('espial protected CAPTURE', () => {
  it('says yes, in part or no, in words and as JSON', async () => {
    const { sealed, clear } = traffic();
    const [good, part, bad] = [
      capture('good.pcapng', sealed),
      capture('part.pcapng', [...sealed, ...clear]),
      capture('bad.pcapng', clear),
    ];
    expect(await protectedOf(good)).toMatch(/^Yes, protected: /);
    expect(await protectedOf(part)).toMatch(/^No, in part only: /);
    expect(await protectedOf(bad)).toMatch(/^No: there is traffic in clear/);
    expect(JSON.parse(await protectedOf(part, '--json'))).toMatchObject({
      frames: 17,
      verdict: 'mixed',
      pairs: [{ verdict: 'mixed', packets: { esp: 6, ah: 0, ike: 9, icmp: 0, clear: 2 } }],
    });
  });

  it('says that there is nothing in a capture without frames', async () => {
    expect(await protectedOf(capture('none.pcapng', []))).toBe('There is nothing in it.\n');
  });

  it.each([
    ['empty.pcapng', '', /the file is empty/],
    ['text.pcapng', 'this is no capture at all, but text', /text\.pcapng: /],
  ])('refuses in words what is no capture: %s', async (name, text, words) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    const asked = protectedOf(path);
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow(words);
  });

  it.each(['missing.pcap', 'missing.pcapng', './missing', 'missing.sock'])(
    'says that there is no %s',
    async (name) => {
      await expect(protectedOf(name)).rejects.toThrow(
        `${name} does not exist. Name a capture, or a running peer by its name or socket.`,
      );
    },
  );
});
