import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAddress, rangeOfPrefix } from '../../src/base/address.ts';
import type { Path } from '../../src/base/batch.ts';
import { fromHex, readU32, toHex } from '../../src/base/bytes.ts';
import { type Random, seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { policyPort } from '../../src/host/policy-port.ts';
import { IkeEngine } from '../../src/ike/engine.ts';
import type { IkeEvent } from '../../src/ike/events.ts';
import { DEFAULT_DIALECT, type NegotiatedChild, type SaPort } from '../../src/ike/policy.ts';
import { byKey, pairConfig } from '../../src/sim/pair-config.ts';
import { decodeMessage } from '../../src/wire/isakmp/message.ts';
import { Bench } from './bench.ts';
import { cipherOf, messageOf, type StrongswanCell, type StrongswanDatagram } from './strongswan.ts';

const FOLDER = new URL('../vectors/strongswan-aggressive/', import.meta.url);
const CELLS = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as StrongswanCell,
);
const [OWN, OTHER] = [parseAddress('10.99.0.1'), parseAddress('10.99.0.2')];

/** The responder's random choices, in its places. */
function recorded(cell: StrongswanCell): Random {
  const from = (label: string): Random => {
    const other = seededRandom(label);
    return {
      bytes(length) {
        if (label === 'cookies' && length === 8) return fromHex(cell.responderCookie);
        if (label.startsWith('quick mode')) return fromHex(cell.quickMode.nr);
        return label === cell.initiatorCookie + cell.responderCookie
          ? fromHex(cell.nr)
          : other.bytes(length);
      },
      fork: (made) => from(typeof made === 'string' ? made : made()),
    };
  };
  return from('all');
}

/** An engine in the place of the recorded responder, with its secrets. */
function responder(cell: StrongswanCell) {
  const events: IkeEvent[] = [];
  const sent: Uint8Array[] = [];
  const installed: NegotiatedChild[] = [];
  const provider: CryptoProvider = {
    ...nodeProvider,
    generateKeyPair: (group) => ({
      group,
      publicValue: fromHex(cell.gxr),
      privateValue: new Uint8Array(0),
    }),
    sharedSecret: (_pair, peerPublic) => {
      expect(toHex(peerPublic)).toBe(cell.gxi);
      return fromHex(cell.gxy);
    },
  };
  const keyBits = cell.encryption === '3des' ? 192 : Number(cell.encryption.slice(3));
  const { hash, group } = cell;
  const suite = {
    encryption: cipherOf(cell),
    keyBits,
    integrity: 'hmac-sha1-96',
  } as const;
  const config = pairConfig('a', {
    host: { addresses: [OWN] },
    peer: {
      address: OTHER,
      localAddress: OWN,
      authentication: [byKey(cell.psk!)],
      proposals: [{ encryption: cipherOf(cell), keyBits, hash, group }],
      natTraversal: 'force',
      dialect: { ...DEFAULT_DIALECT, aggressive: 'accept' },
    },
    tunnel: {
      proposals: [{ protocol: 'esp', suite }],
      selector: {
        local: rangeOfPrefix(parseAddress('10.101.0.0'), 24),
        remote: rangeOfPrefix(parseAddress('10.102.0.0'), 24),
        protocol: 0,
        localPort: 0,
        remotePort: 0,
      },
    },
  });
  const sas: SaPort = {
    ...new Bench().sas,
    reserveSpi: () => readU32(fromHex(cell.quickMode.initiatorToResponder.spi), 0),
    releaseSpi: () => undefined,
    install: (pair) => installed.push(pair),
    remove: () => undefined,
    move: () => 0,
    standDown: () => undefined,
    lastInbound: () => undefined,
    lastUsed: () => undefined,
  };
  const engine = new IkeEngine({
    policy: policyPort(config),
    sas,
    provider,
    random: recorded(cell),
    ikePort: 500,
    natPort: 4500,
    note: (event) => events.push(event),
    ask: () => {},
    send: (_path, message) => sent.push(message),
  });
  return { engine, events, sent, installed };
}

function pathOf({ source, destination }: StrongswanDatagram): Path {
  const port = (text: string): number => Number(text.split(':')[1]);
  return {
    carrier: 'udp',
    local: { address: OWN, port: port(destination) },
    remote: { address: OTHER, port: port(source) },
  };
}

describe.each(CELLS.map((cell) => ({ name: cell.name, cell })))(
  'in the place of a strongSwan in aggressive mode ($name)',
  ({ cell }) => {
    test('Espial makes the same hash and keys, and reads every message', () => {
      const { engine, events, sent, installed } = responder(cell);
      const fromInitiator = cell.datagrams.filter(
        ({ direction }) => direction === 'initiator-to-responder',
      );
      // Message 3 of quick mode follows the IV of strongSwan's own message 2, not of Espial's.
      const third = fromInitiator.findLastIndex(({ exchange }) => exchange === 'quick-mode');
      fromInitiator.splice(third, 1);
      for (const datagram of fromInitiator)
        engine.receive(pathOf(datagram), messageOf(datagram), 1000);
      expect(events.filter(({ kind }) => kind === 'isakmp-dropped')).toEqual([]);
      const { payloads } = decodeMessage(sent[0]!);
      const hash = payloads.find(({ kind }) => kind === 'hash')!;
      expect(toHex(hash.raw)).toBe(cell.hashR.value);
      expect(toHex(payloads.find(({ kind }) => kind === 'sa')!.raw)).toBe(cell.sarBody);
      const keys = events.find((event) => event.kind === 'isakmp-keys');
      expect(toHex(keys!.cipherKey.reveal())).toBe(cell.cipherKey);
      expect(events.some(({ kind }) => kind === 'main-mode-established')).toBe(true);
      const pair = installed.at(-1)!;
      const { initiatorToResponder, responderToInitiator } = cell.quickMode;
      expect(toHex(pair.inbound.keymat.reveal())).toBe(initiatorToResponder.keymat);
      expect(toHex(pair.outbound.keymat.reveal())).toBe(responderToInitiator.keymat);
      // The last two messages delete the pair and the main mode.
      expect(events.at(-1)).toMatchObject({ kind: 'main-mode-ended', reason: 'deleted-by-peer' });
    });
  },
);
