import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addOverhead } from '../../src/cli/overhead.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { allSuites } from '../../src/crypto/algorithms.ts';
import { AH_INTEGRITIES } from '../../src/crypto/protection.ts';

afterEach(() => vi.restoreAllMocks());

/** What the command prints. */
function overhead(...words: string[]): string {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  const program = new Command().exitOverride();
  addOverhead(program);
  program.commands[0]!.exitOverride().configureOutput({ writeErr: () => undefined });
  program.parse(['overhead', ...words], { from: 'user' });
  return printed;
}

describe('espial overhead', () => {
  it('fits every suite in both modes on lines of 80 columns', () => {
    const lines = overhead().split('\n');
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    const suites = lines.filter((line) => /^\S+ +\d+\*? +\d+ +\d+ +\d+ +\d+ +\d+/.test(line));
    const others = allSuites().filter(({ encryption }) => !encryption.startsWith('aes')).length;
    const esp = others + (allSuites().length - others) / 3;
    expect(suites).toHaveLength(esp + AH_INTEGRITIES.length);
    expect(lines.find((line) => line.startsWith('aes*-sha1'))).toMatch(
      /1448 +48 +1458 +1418 +1464 +64 +1438 +1398$/,
    );
  });

  it('keeps the width with long figures, a NAT and IPv6', () => {
    const text = overhead('--size', '65535', '--mtu', '65535', '--nat', '--ipv6');
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text).toContain('* longer than the MTU');
    expect(text).toContain('A packet of 65535 octets in ESP in UDP over IPv6');
  });

  it('shows the suites and the mode asked for, and says all as JSON', () => {
    const text = overhead('--suite', 'aes128gcm16', 'aes256-sha1', '--mode', 'tunnel');
    expect(text).not.toContain('transport');
    expect(text).toMatch(/^aes128gcm16 +1456 +56 +1446 +1406$/m);
    expect(text).not.toContain('aes*');
    const json: unknown = JSON.parse(overhead('--suite', 'aes128gcm16', '--nat', '--json'));
    expect(json).toEqual({
      size: 1400,
      mtu: 1500,
      version: 4,
      natTraversal: true,
      suites: [
        {
          suite: 'aes128gcm16',
          transport: { wireOctets: 1444, addedOctets: 44, innerMtu: 1458, tcpMss: 1418 },
          tunnel: { wireOctets: 1464, addedOctets: 64, innerMtu: 1438, tcpMss: 1398 },
        },
      ],
    });
  });

  it('shows a dash where nothing fits', () => {
    expect(overhead('--suite', 'aes128-sha1', '--mtu', '68', '--mode', 'tunnel')).toMatch(
      / - +-$/m,
    );
  });

  it.each([
    [['--suite', 'aes128'], /aes128 needs an integrity algorithm/],
    [['--suite', 'rot13-sha1'], /no encryption algorithm "rot13"/],
    [['--mode', 'beet'], /Allowed choices are transport, tunnel/],
    [['--size', '19'], /whole number from 20 to 65535/],
    [['--mtu', 'big'], /whole number from 68 to 65535/],
  ])('%j is refused in words', (words, why) => {
    expect(() => overhead(...words)).toThrow(why);
  });

  it('knows that IPv6 has a longer header', () => {
    expect(() => overhead('--ipv6', '--size', '39')).toThrow(UsageError);
  });
});
