import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { type Batch, batchOfOne, type Path } from '../../src/base/batch.ts';
import { Secret } from '../../src/base/secret.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { CaptureFile } from '../../src/observe/capture-file.ts';
import {
  espKeyLine,
  foreignTable,
  ikeKeyLine,
  KeyLog,
  tsharkCommand,
} from '../../src/observe/keylog.ts';
import { capturing } from '../../src/observe/pcap.ts';
import { optionOf, PCAPNG_OPTION } from '../../src/wire/pcapng.ts';
import { readPcapng } from '../../src/wire/pcapng-read.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { SAMPLES } from './sample-events.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-observe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const endpoint = (text: string, port: number) => ({ address: parseAddress(text), port });

describe('a capture', () => {
  it('holds what the host sent and received, by its own addresses', () => {
    const file = new CaptureFile(join(folder, 'a.pcapng'), (sentence) => {
      throw new Error(sentence);
    });
    let receive: (batch: Batch) => void = () => {};
    const passed: Batch[] = [];
    const carrier = capturing(
      {
        send: (batch) => passed.push(batch),
        listen: (receiver) => {
          receive = receiver;
        },
      },
      'alice',
      () => 1_700_000_000_000.5,
      () => file.capture,
    );
    carrier.listen((batch) => passed.push(batch));
    const udp: Path = {
      carrier: 'udp',
      local: endpoint('192.0.2.1', 500),
      remote: endpoint('192.0.2.2', 4500),
    };
    const link: Path = {
      carrier: 'link',
      local: endpoint('192.0.2.1', 0),
      remote: endpoint('192.0.2.2', 0),
    };
    const whole = udpPacket({
      source: parseAddress('2001:db8::1'),
      destination: parseAddress('2001:db8::2'),
      sourcePort: 1,
      destinationPort: 2,
      payload: Uint8Array.of(1),
    });
    carrier.send(batchOfOne(udp, Uint8Array.of(1, 2, 3)));
    receive(batchOfOne(udp, Uint8Array.of(4)));
    carrier.send(batchOfOne(link, whole));
    expect(passed).toHaveLength(3);
    expect(file.close()).toBe(3);

    const { blocks } = readPcapng(readFileSync(file.path));
    const named = blocks.find((block) => block.kind === 'interface')!;
    expect(named.linkType).toBe(101);
    expect(new TextDecoder().decode(optionOf(named, PCAPNG_OPTION.interfaceName))).toBe('alice');
    const packets = blocks.filter((block) => block.kind === 'packet');
    expect(packets.map(({ timestamp }) => timestamp)).toEqual(
      new Array(3).fill(1_700_000_000_000_500n),
    );
    const expected = (from: string, fromPort: number, to: string, toPort: number, id: number) =>
      udpPacket({
        source: parseAddress(from),
        destination: parseAddress(to),
        sourcePort: fromPort,
        destinationPort: toPort,
        payload: id === 0 ? Uint8Array.of(1, 2, 3) : Uint8Array.of(4),
        identification: id,
      });
    expect(packets.map(({ data }) => Uint8Array.from(data))).toEqual([
      expected('192.0.2.1', 500, '192.0.2.2', 4500, 0),
      expected('192.0.2.2', 4500, '192.0.2.1', 500, 1),
      whole,
    ]);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });
});

describe('a full or missing disk', () => {
  it.runIf(existsSync('/dev/full'))('is said when a capture begins', () => {
    expect(() => new CaptureFile('/dev/full', () => {})).toThrow(
      expect.objectContaining({ code: 'ENOSPC', path: '/dev/full' }),
    );
  });

  it('ends a key log with one sentence, and not the host', () => {
    const keys = join(folder, 'keys');
    const said: string[] = [];
    const log = new KeyLog(keys, (sentence) => said.push(sentence));
    rmSync(keys, { recursive: true });
    log.note(SAMPLES['isakmp-keys']);
    log.note(SAMPLES['sa-added']);
    expect(said).toEqual([expect.stringMatching(/^the key log .+ ends here: ENOENT/)]);
  });
});

describe('a key log', () => {
  it('holds lines as Wireshark reads them, once each, in a private folder', () => {
    const log = new KeyLog(join(folder, 'keys'), () => {});
    for (const event of Object.values<HostEvent>(SAMPLES)) log.note(event);
    for (const event of Object.values<HostEvent>(SAMPLES)) log.note({ ...event, host: 'bob' });
    const read = (name: string): string => readFileSync(join(folder, 'keys', name), 'utf8');
    expect(read('ikev1_decryption_table')).toBe(`0011223344556677,${'c1'.repeat(16)}\n`);
    expect(read('esp_sa')).toBe(
      `"IPv4","192.0.2.2","192.0.2.1","0x00001000","AES-CBC [RFC3602]","0x${'e1'.repeat(16)}","HMAC-SHA-1-96 [RFC2404]","0x${'a1'.repeat(20)}"\n`,
    );
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'keys', 'esp_sa')).mode & 0o777).toBe(0o600);
    expect(ikeKeyLine(SAMPLES['isakmp-keys'])).toMatch(/^[0-9a-f]{16},[0-9a-f]{32}$/);
  });

  it("leaves the mode of a folder that was there, and knows Wireshark's own files", () => {
    chmodSync(folder, 0o755);
    new KeyLog(folder, () => {});
    expect(statSync(folder).mode & 0o777).toBe(0o755);
    expect(foreignTable(folder)).toBeUndefined();
    writeFileSync(join(folder, 'esp_sa'), '# This file is automatically generated.\n');
    expect(foreignTable(folder)).toBe(join(folder, 'esp_sa'));
  });

  it('leaves out what Wireshark has no name for, and joins key and salt', () => {
    const added = SAMPLES['sa-added'];
    expect(espKeyLine({ ...added, suite: 'CHACHA20-POLY1305' })).toBeUndefined();
    const salt = new Secret(Uint8Array.of(1, 2, 3, 4));
    const none = new Secret(new Uint8Array(0));
    expect(espKeyLine({ ...added, suite: 'AES-GCM-128', salt, integrityKey: none })).toContain(
      `"AES-GCM with 16 octet ICV [RFC4106]","0x${'e1'.repeat(16)}01020304","NULL",""`,
    );
  });

  it('comes with the command that opens a capture', () => {
    expect(tsharkCommand('good.pcapng', 'my keys')).toBe(
      "WIRESHARK_CONFIG_DIR='my keys' tshark -r good.pcapng",
    );
  });
});
