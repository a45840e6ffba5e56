/** Captures and datagrams explained, for tests: every frame with its octets kept. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '../../src/base/address.ts';
import { concat, fromHex } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { CaptureReader } from '../../src/explain/capture-reader.ts';
import type { CaptureItem, HexKind } from '../../src/explain/captured-frame.ts';
import { Decoder } from '../../src/explain/decoder.ts';
import type { Dissection, Layer } from '../../src/explain/dissection.ts';
import { KeyStore } from '../../src/explain/key-store.ts';
import { treeLines } from '../../src/explain/tree-text.ts';
import {
  enhancedPacket,
  interfaceDescription,
  sectionHeader,
} from '../../src/wire/pcapng-write.ts';
import { udpPacket } from '../../src/wire/udp.ts';

const VECTORS = join(import.meta.dirname, '../vectors');

export interface ExplainOptions {
  /** Lines of key files. */
  readonly keys?: string;
  readonly ports?: readonly number[];
  readonly as?: HexKind;
}

/** A file below test/vectors. */
export function vector(path: string): Uint8Array {
  return Uint8Array.from(readFileSync(join(VECTORS, path)));
}

export function vectorText(path: string): string {
  return readFileSync(join(VECTORS, path), 'utf8');
}

/** What a file holds, given to the reader in chunks of some size. Octets stay valid. */
export function itemsOf(
  file: Uint8Array,
  chunk = file.length,
  as: HexKind = 'guess',
): CaptureItem[] {
  const reader = new CaptureReader(as);
  const items: CaptureItem[] = [];
  for (let at = 0; at < file.length; at += chunk) {
    items.push(...reader.push(file.slice(at, at + chunk)));
  }
  items.push(...reader.end());
  return items;
}

/** The frames of a file, explained. */
export function explain(file: Uint8Array, options: ExplainOptions = {}): Dissection[] {
  const keys = new KeyStore();
  const troubles = keys.add(options.keys ?? '', 'keys');
  if (troubles.length > 0) throw new Error(troubles.join('\n'));
  const { ports = [] } = options;
  const decoder = new Decoder({ provider: nodeProvider, keys, ports, tracing: true });
  return itemsOf(file, file.length, options.as).flatMap((item) =>
    item.kind === 'frame' ? [decoder.decode(item)] : [],
  );
}

/** A capture of raw IP packets. */
export function captureOf(...packets: readonly Uint8Array[]): Uint8Array {
  return concat(
    sectionHeader(),
    interfaceDescription({ name: 'test' }),
    ...packets.map((data, index) =>
      enhancedPacket({ interfaceId: 0, timestampMicros: BigInt(index), data }),
    ),
  );
}

/** A UDP datagram from 192.0.2.1 to 192.0.2.2, or with `back` the other way. */
export function datagram(
  payload: Uint8Array,
  ports: readonly [number, number] = [500, 500],
  back = false,
): Uint8Array {
  const [here, there] = [parseAddress('192.0.2.1'), parseAddress('192.0.2.2')];
  return udpPacket({
    source: back ? there : here,
    destination: back ? here : there,
    sourcePort: ports[0],
    destinationPort: ports[1],
    payload,
  });
}

/** An ISAKMP message in hexadecimal digits, explained. */
export function explainMessage(hex: string): Dissection {
  return explain(captureOf(datagram(fromHex(hex))))[0]!;
}

/** The layers of one protocol. */
export function layersOf(dissections: readonly Dissection[], protocol: string): Layer[] {
  return dissections.flatMap(({ layers }) => layers.filter((one) => one.protocol === protocol));
}

/** A frame as people see it. */
export function treeOf(dissection: Dissection): string {
  return treeLines(dissection, { width: 80, full: false }).join('\n');
}
