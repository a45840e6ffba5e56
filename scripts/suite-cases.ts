/** Espial's side of `npm run check:suites`: packets of every suite sealed and opened by the data path. */

import { copy, readU32 } from '../src/base/bytes.ts';
import { seededRandom } from '../src/base/random.ts';
import type { EncapsulationMode } from '../src/base/traffic.ts';
import { allSuites, espLayout } from '../src/crypto/algorithms.ts';
import { nobleProvider } from '../src/crypto/noble.ts';
import { nodeProvider } from '../src/crypto/node.ts';
import type { EspKeys, EspSuite } from '../src/crypto/provider.ts';
import { suiteName } from '../src/crypto/suite-names.ts';
import type { IpsecEvent } from '../src/ipsec/events.ts';
import { espPacketOctets, layOutEsp, payloadAt, payloadEndOf } from '../src/ipsec/packet/esp.ts';
import { buildIp } from '../src/wire/ip.ts';
import { PROTOCOL_NUMBER } from '../src/wire/numbers/ip.ts';
import {
  A,
  A6,
  B,
  B6,
  keysFor,
  mirrored,
  packet,
  pairParameters,
  pathBetween,
  type Rig,
  receive,
  rig,
  selector,
  send,
} from '../test/ipsec/fixture.ts';

/** One packet of one SA. */
export interface SuiteCase {
  readonly suite: EspSuite;
  readonly name: string;
  readonly mode: EncapsulationMode;
  readonly version: 4 | 6;
  /** The high half of the sequence number, with ESN. */
  readonly high: number | undefined;
  readonly spi: number;
  readonly sequence: number;
  readonly keys: EspKeys;
  /** The IP packet that is protected. */
  readonly clear: Uint8Array;
}

const FIRST_SPI = 0x2000_0000;

/** Every suite in both modes over IPv4 and IPv6, and over IPv4 with extended sequence numbers. */
export function suiteCases(): SuiteCase[] {
  const cases: SuiteCase[] = [];
  const random = seededRandom('suites');
  for (const suite of allSuites()) {
    const name = suiteName(suite);
    for (const mode of ['transport', 'tunnel'] as const) {
      for (const [version, esn] of [
        [4, false],
        [6, false],
        [4, true],
      ] as const) {
        const [source, destination] = version === 4 ? [A, B] : [A6, B6];
        cases.push({
          suite,
          name,
          mode,
          version,
          high: esn ? readU32(random.bytes(4), 0) : undefined,
          spi: FIRST_SPI + cases.length,
          sequence: 1,
          keys: keysFor(suite, `${name} ${cases.length}`),
          clear: packet(cases.length % 50, source, destination),
        });
      }
    }
  }
  return cases;
}

/** The protected packet, with the events that tell its keys. */
export function sealByEspial(one: SuiteCase): {
  packet: Uint8Array;
  events: readonly IpsecEvent[];
} {
  if (one.high !== undefined) return { packet: sealExtended(one, one.high), events: [] };
  const from = host(one, 'sender');
  const [sent, ...more] = send(from, one.clear);
  if (sent === undefined || more.length > 0) throw new Error(`${one.name}: not one packet`);
  return { packet: sent.bytes, events: from.events };
}

/** What comes out of a protected packet, or undefined where Espial refuses it. */
export function openByEspial(one: SuiteCase, sealed: Uint8Array): Uint8Array | undefined {
  if (one.high !== undefined) return openExtended(one, one.high, sealed);
  const to = host(one, 'receiver');
  const [source, destination] = endsOf(one);
  receive(to, { path: pathBetween(source, destination, false), bytes: sealed });
  return to.delivered[0];
}

/** One half of the SA in a data plane of its own; the two providers take turns. */
function host(one: SuiteCase, role: 'sender' | 'receiver'): Rig {
  const { suite, mode, spi, keys } = one;
  const [source, destination] = endsOf(one);
  const outward = selector(source, destination);
  const sends = role === 'sender';
  const wanted = sends ? outward : mirrored(outward);
  const [local, remote] = sends ? [source, destination] : [destination, source];
  const made = rig({
    provider: spi % 2 === 0 ? nodeProvider : nobleProvider,
    addresses: [local],
    policies: [{ name: 'peer', action: 'protect', selector: wanted }],
  });
  const parameters = pairParameters({ suite, mode }, wanted, local, remote);
  const half = { spi, keys };
  made.driver.install(parameters, sends ? { outbound: half } : { inbound: half }, 0);
  return made;
}

/** The two hosts of a case. */
export function endsOf({ version }: SuiteCase) {
  return version === 4 ? ([A, B] as const) : ([A6, B6] as const);
}

/** A high half other than 0 is four thousand million packets away for a driver, so the layer below seals. */
function sealExtended(one: SuiteCase, high: number): Uint8Array {
  const { suite, spi, sequence, keys, mode, clear } = one;
  const layout = espLayout(suite);
  const inner = mode === 'tunnel' ? clear : clear.subarray(20);
  const next = mode === 'tunnel' ? PROTOCOL_NUMBER.ipv4 : clear[9]!;
  const esp = new Uint8Array(espPacketOctets(layout, inner.length));
  esp.set(inner, payloadAt(layout));
  layOutEsp(esp, 0, layout, spi, sequence, inner.length, next);
  const random = seededRandom(`${one.name} ${spi}`);
  const provider = spi % 2 === 0 ? nodeProvider : nobleProvider;
  const sealer = provider.espSealer(suite, keys, random, { esn: true });
  sealer.seal(esp, Uint32Array.of(0, esp.length), 1, Uint32Array.of(high));
  return ipPacket(PROTOCOL_NUMBER.esp, esp);
}

function openExtended(one: SuiteCase, high: number, sealed: Uint8Array): Uint8Array | undefined {
  const { suite, keys, mode, spi } = one;
  const layout = espLayout(suite);
  const esp = copy(sealed.subarray(20));
  if (readU32(esp, 0) !== spi) return undefined;
  const provider = spi % 2 === 0 ? nobleProvider : nodeProvider;
  const verdicts = new Uint8Array(1);
  const opener = provider.espOpener(suite, keys, { esn: true });
  opener.open(esp, Uint32Array.of(0, esp.length), 1, verdicts, Uint32Array.of(high));
  const start = payloadAt(layout);
  const plainEnd = esp.length - layout.icvOctets;
  const end = payloadEndOf(esp, start, plainEnd);
  if (verdicts[0] !== 1 || end < 0) return undefined;
  const inner = esp.subarray(start, end);
  return mode === 'tunnel' ? inner : ipPacket(esp[plainEnd - 1]!, inner);
}

function ipPacket(protocol: number, payload: Uint8Array): Uint8Array {
  return buildIp({ source: A, destination: B, protocol, payload });
}
