import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { loadPeerFile, parsePeerFile } from '../../src/scenario/schema/load.ts';

const HOST = `name: alice
addresses: [192.0.2.1]
`;

/** The words about a text that is no right peer's file. */
function words(text: string): string {
  try {
    parsePeerFile('p.yaml', text, () => new Uint8Array(1));
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing is wrong';
}

/** A file with one peer whose pre-shared key is written as `psk`. */
function withPsk(psk: string): string {
  return `${HOST}peers:
  - name: bob
    address: 192.0.2.2
    psk: ${psk}
    proposals: [des-md5-modp768]
`;
}

describe('a file that is no YAML', () => {
  it('gets one sentence about the first mistake, not one for each echo', () => {
    expect(words(`${HOST}peers:\n  - name: bob\n\taddress: 192.0.2.2\n`)).toBe(
      `p.yaml:5:1: this is not right YAML: there is a tab in the indentation. Use spaces.
    5 | \taddress: 192.0.2.2
      | ^`,
    );
  });

  it.each([
    ['nested too deeply', '['.repeat(20_000), 'it is nested too deeply.'],
    ['of aliases of aliases', bomb(), 'its aliases (*name) repeat too much. Write it out.'],
    ['with an unknown tag', 'name: !!js/function x', 'a tag (!name) means nothing here.'],
    ['of two documents', `${HOST}---\n${HOST}`, 'a second document begins here.'],
    ['with an open quote', 'name: "alice', 'missing closing "quote.'],
  ])('%s is refused in words', (_what, text, sentence) => {
    const message = words(text);
    expect(message).toContain(`this is not right YAML: ${sentence}`);
    expect(message.split('\n').length).toBeLessThanOrEqual(3);
  });

  it.each([
    ['an alias', '*hunter2'],
    ['a tag', '!hunter2'],
    ['an anchor', '&hunter2'],
    ['a reserved character', '@hunter2'],
    ['an escape', '"\\hunter2"'],
    ['a map', '{hunter2}'],
    ['a block that ends too early', '|\n      abc\n     hunter2'],
    ['a text on the next line', '\n  hunter2'],
  ])('does not show a key that it takes for %s', (_what, psk) => {
    const message = words(withPsk(psk));
    expect(message).toMatch(/^p\.yaml:\d+:\d+: /);
    expect(message).not.toContain('hunter2');
  });
});

describe('a file with very many mistakes', () => {
  it('shows twenty and counts the rest', () => {
    const unknown = Array.from({ length: 30 }, (_, i) => `unknown${i}: 1\n`).join('');
    const message = words(`${HOST}${unknown}`);
    expect(message.match(/is not known/g)).toHaveLength(20);
    expect(message).toMatch(/\np\.yaml: and 10 more problems\.$/);
  });
});

describe('names and addresses that stand twice', () => {
  it('are refused however they are written', () => {
    const map = `"2001:db8::1": { ike: 15500 }, "2001:0db8::1": { ike: 15501 }`;
    const six = HOST.replace('192.0.2.1', '"2001:db8::1"');
    expect(words(`${six}sockets: { mode: mapped, map: { ${map} } }\n`)).toContain(
      '2001:db8::1 stands in the map already. Take one out.',
    );
    const peer = (name: string) =>
      `  - { name: ${name}, address: 192.0.2.2, psk: k, proposals: [des-md5-modp768] }\n`;
    expect(words(`${HOST}peers:\n${peer('bob')}${peer('eve')}`)).toContain(
      'p.yaml:5:27: peers[0] has the address 192.0.2.2 already',
    );
  });
});

describe('a real socket', () => {
  const sockets = (ike: string) =>
    `${HOST}sockets: { mode: mapped, map: { 192.0.2.1: { ike: ${ike} } } }\n`;

  it('is an address and a port, or a port of 127.0.0.1', () => {
    for (const [text, address] of [
      ['15500', '127.0.0.1'],
      ['127.0.0.1:15500', '127.0.0.1'],
      ['"[::1]:15500"', '::1'],
    ] as const) {
      const plan = parsePeerFile('p.yaml', sockets(text), () => new Uint8Array()).sockets;
      const roles = plan.mode === 'mapped' ? plan.map.get('192.0.2.1') : undefined;
      expect(roles).toEqual({ ike: { address, port: 15500 } });
    }
  });

  it.each([
    ['70000', 'sockets.map.192.0.2.1.ike is larger than 65535. Expected: a real socket like'],
    ['0', 'sockets.map.192.0.2.1.ike is smaller than 1. Expected: a real socket like'],
    ['1.5', 'ike is not right because it is a number. Expected: a real socket like'],
    ['true', 'ike is not right because it is true or false. Expected: a real socket like'],
    ['localhost:1', '"localhost" is not an IPv4 or IPv6 address. Write it like 127.0.0.1:15500'],
    ['"15500"', '"15500" is not an address and a port from 1 to 65535. Write it like'],
  ])('is not %s', (ike, sentence) => {
    const message = words(sockets(ike));
    expect(message).toContain(sentence);
    expect(message).toContain('or a port alone for 127.0.0.1.');
    expect(message).not.toContain('quotes');
  });
});

describe('a file that cannot be read as a text', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'espial-file-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (octets: string | Uint8Array): string => {
    const path = join(folder, 'p.yaml');
    writeFileSync(path, octets);
    return path;
  };

  it('is refused in one sentence: a folder, another encoding, a size without end', () => {
    expect(() => loadPeerFile(folder)).toThrow(`${folder} is a folder, not a file.`);
    const latin1 = Buffer.from(withPsk('caf\u00e9'), 'latin1');
    expect(() => loadPeerFile(write(latin1))).toThrow('is not a text in UTF-8. Save it as UTF-8.');
    const big = `${HOST}#${'x'.repeat(LIMITS.configurationOctets)}`;
    expect(() => loadPeerFile(write(big))).toThrow(/has more than \d+ octets, which is the most\./);
  });

  it('names the file of a key and what is wrong with it', () => {
    const path = write(withPsk('{ file: none.psk }'));
    expect(() => loadPeerFile(path)).toThrow(
      `cannot be read: ${join(folder, 'none.psk')} does not exist.\n`,
    );
    expect(() => loadPeerFile(write(withPsk('{ file: . }')))).toThrow(
      `cannot be read: ${folder} is a folder, not a file.\n`,
    );
  });
});

function bomb(): string {
  let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n';
  for (let i = 1; i < 9; i++) {
    text += `a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]\n`;
  }
  return text;
}
