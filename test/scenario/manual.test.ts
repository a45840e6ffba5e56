import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { FIRST_MANUAL_ID } from '../../src/host/manual.ts';
import { parsePeerFile } from '../../src/scenario/schema/load.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';

const CIPHER = '00112233445566778899aabbccddeeff';
const MAC = '000102030405060708090a0b0c0d0e0f10111213';

function file(pair: string, policies = '  - { name: by-hand, action: manual }'): string {
  return `name: alice
addresses: [192.0.2.1, 10.1.0.1]
policies:
${policies}
manual:
${pair}
`;
}

function pairOf(changes: Readonly<Record<string, string>> = {}): string {
  const fields = {
    policy: 'by-hand',
    suite: 'aes128-sha1',
    mode: 'transport',
    local: '192.0.2.1',
    remote: '192.0.2.2',
    inbound: `{ spi: 0x1001, encryptionKey: { hex: ${CIPHER} }, integrityKey: { file: mac.key } }`,
    outbound: `{ spi: 8194, encryptionKey: { hex: ${CIPHER} }, integrityKey: { hex: ${MAC} } }`,
    ...changes,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `  - ${lines.join('\n    ')}`;
}

function parsed(text: string) {
  return parsePeerFile('/etc/peer.yaml', text, (path) => {
    if (path.endsWith('mac.key')) return new TextEncoder().encode(`${MAC}\n`);
    if (path.endsWith('text.key')) return new TextEncoder().encode('correct horse');
    throw new Error('no such file');
  });
}

/** The problems of a file, as `line:column message`. */
function problems(text: string): string[] {
  try {
    parsed(text);
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
  return [];
}

describe('SAs keyed by hand in a peer file', () => {
  it('become SAs of a host', () => {
    const { config } = parsed(file(pairOf()));
    const [sa] = config.manual!;
    expect(sa).toMatchObject({
      policy: 'by-hand',
      mode: 'transport',
      tfcOctets: 0,
      inbound: { spi: 0x1001 },
      outbound: { spi: 8194 },
    });
    expect(toHex(sa!.inbound.encryptionKey.reveal())).toBe(CIPHER);
    expect(toHex(sa!.inbound.integrityKey.reveal())).toBe(MAC);
    expect(config.policies[0]).toMatchObject({ name: 'by-hand', action: 'protect' });
    expect(sa!.selector.local.first.text).toBe('192.0.2.1');
    expect(sa!.selector.remote.last.text).toBe('192.0.2.2');
    expect(FIRST_MANUAL_ID).toBeGreaterThan(1_000_000);
  });

  it('take no replay window: nothing keeps the numbers over a restart (RFC 4303 3.3.3)', () => {
    const [problem] = problems(file(pairOf({ replayWindow: '64' })));
    expect(problem).toContain('"replayWindow" is not known in manual[0]');
  });

  it.each([
    ['an unknown policy', file(pairOf({ policy: 'other' })), /^6:13 there is no policy "other"/],
    [
      'a policy of another kind',
      file(pairOf(), '  - { name: by-hand, action: permit }'),
      /action: permit\. Write action: manual there/,
    ],
    [
      'a policy without a pair',
      file(pairOf(), '  - { name: by-hand, action: manual }\n  - { name: alone, action: manual }'),
      /^5:13 no pair in manual serves "alone"/,
    ],
    ['two pairs for one policy', file(`${pairOf()}\n${pairOf()}`), /serves "by-hand" already/],
    ['a counter mode', file(pairOf({ suite: 'aes128gcm16' })), /cannot be keyed by hand/],
    [
      'a key too short',
      file(
        pairOf({
          outbound: `{ spi: 4096, encryptionKey: { hex: "001f" }, integrityKey: { hex: ${MAC} } }`,
        }),
      ),
      /takes an encryption key of 16 octets, and has one of 2\./,
    ],
    [
      'a key left out',
      file(pairOf({ outbound: `{ spi: 4096, encryptionKey: { hex: ${CIPHER} } }` })),
      /takes an integrity key of 20 octets, and has none\./,
    ],
    [
      'a file that is not there',
      file(
        pairOf({
          outbound: `{ spi: 4096, encryptionKey: { file: none.key }, integrityKey: { hex: ${MAC} } }`,
        }),
      ),
      /the key cannot be read: no such file\./,
    ],
    [
      'an address of somebody else',
      file(pairOf({ local: '192.0.2.9' })),
      /not one of this host's addresses/,
    ],
    [
      "the host's own address as the other end",
      file(pairOf({ remote: '192.0.2.1' })),
      /192\.0\.2\.1 is this host's own address\. Write the other end's/,
    ],
    [
      'a key that the suite does not take',
      file(pairOf({ suite: 'null-sha1' })),
      /NULL with HMAC-SHA1-96 takes no encryption key, and has one of 16\./,
    ],
    ['a tunnel field in transport mode', file(pairOf({ tfc: '500' })), /tfc is for tunnels/],
    ['two versions', file(pairOf({ remote: '"2001:db8::1"' })), /two IP versions/],
    [
      'an SPI that is not free',
      file(
        pairOf({
          outbound: `{ spi: 255, encryptionKey: { hex: ${CIPHER} }, integrityKey: { hex: ${MAC} } }`,
        }),
      ),
      /spi is smaller than 256/,
    ],
  ])('tell where they are wrong: %s', (_, text, words) => {
    const found = problems(text);
    expect(
      found.some((problem) => words.test(problem)),
      found.join('\n'),
    ).toBe(true);
  });

  it('tell nothing of a key file that holds no key', () => {
    const outbound = `{ spi: 4096, encryptionKey: { file: text.key }, integrityKey: { hex: ${MAC} } }`;
    const found = problems(file(pairOf({ outbound }))).join('\n');
    expect(found).toMatch(/the file holds no hexadecimal digits/);
    expect(found).not.toMatch(/horse/);
  });

  it('point to what was taken out where a key itself is wrong', () => {
    const outbound = `{ spi: 4096, encryptionKey: { hex: 001f7 }, integrityKey: { hex: ${MAC} } }`;
    try {
      parsed(file(pairOf({ outbound })));
      expect.unreachable();
    } catch (error) {
      const [line = '', carets = ''] = String(error).split('\n').slice(-2);
      const at = line.indexOf('[redacted]');
      expect(carets.slice(at)).toBe('^'.repeat('[redacted]'.length));
      expect(carets.slice(0, at)).not.toContain('^');
    }
  });

  it('tell no key with the line that is wrong', () => {
    const outbound = `{ spi: 4096, encryptionKey: { hex: ${CIPHER}00 }, integrityKey: { hex: ${MAC} } }`;
    expect(() => parsed(file(pairOf({ outbound })))).toThrow(
      /takes an encryption key of 16 octets/,
    );
    try {
      parsed(file(pairOf({ outbound })));
    } catch (error) {
      expect(String(error)).not.toMatch(/0011|0001/);
    }
  });
});
