/** The known answers of test/vectors/strongswan and strongswan-certificates: see test/peers/README.md for what each field means. */

import { readdirSync, readFileSync } from 'node:fs';
import { fromHex } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { Cbc, CbcName, GroupId, HashName } from '../../src/crypto/provider.ts';

export interface StrongswanDatagram {
  readonly direction: 'initiator-to-responder' | 'responder-to-initiator';
  readonly source: string;
  readonly destination: string;
  readonly datagram: string;
  readonly nonEspMarker: boolean;
  readonly exchange: 'main-mode' | 'quick-mode' | 'informational';
  readonly messageId: string;
  readonly encrypted: boolean;
  readonly payloads: readonly string[];
  readonly iv?: string;
  readonly nextIv?: string;
  readonly plaintext?: string;
  readonly hash?: { readonly name: string; readonly input: string; readonly value: string };
}

interface StrongswanEspPacket {
  readonly direction: StrongswanDatagram['direction'];
  readonly spi: string;
  readonly sequence: number;
  /** From the SPI on. */
  readonly packet: string;
}

interface HashOfPhase1 {
  readonly idBody: string;
  readonly input: string;
  readonly value: string;
}

interface EspSa {
  readonly spi: string;
  readonly keymat: string;
  readonly encryptionKey: string;
  readonly salt: string | null;
  readonly authenticationKey: string | null;
}

/** What one side sent of certificates, and the private key it signed with. */
interface StrongswanSigner {
  readonly certificates: readonly string[];
  readonly requests: readonly string[];
  readonly signature: string;
  readonly privateKey: string;
}

export interface StrongswanCell {
  readonly name: string;
  /** Null where certificates authenticated. */
  readonly psk: string | null;
  readonly authentication?: {
    readonly method: number;
    /** Whose HMAC makes HASH_I and HASH_R. */
    readonly hash: HashName;
    readonly root: string;
    readonly initiator: StrongswanSigner;
    readonly responder: StrongswanSigner;
  };
  readonly encryption: string;
  readonly hash: HashName;
  readonly group: GroupId;
  readonly pfsGroup: GroupId | null;
  readonly mode: 'tunnel' | 'transport';
  readonly natForced: boolean;
  readonly selectedEsp: string;
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  readonly saiBody: string;
  readonly sarBody: string;
  readonly gxi: string;
  readonly gxr: string;
  readonly gxy: string;
  readonly ni: string;
  readonly nr: string;
  readonly skeyid: string;
  readonly skeyidD: string;
  readonly skeyidA: string;
  readonly skeyidE: string;
  readonly cipherKey: string;
  readonly initialIv: string;
  readonly hashI: HashOfPhase1;
  readonly hashR: HashOfPhase1;
  readonly natDetection: {
    readonly inputs: readonly {
      readonly hash: string;
      readonly address: string;
      readonly port: number;
    }[];
  };
  readonly quickMode: {
    readonly saBodyOffered: string;
    readonly saBodyChosen: string;
    readonly selectors: { readonly idci: string; readonly idcr: string };
    readonly ni: string;
    readonly nr: string;
    readonly pfsSharedSecret: string | null;
    readonly initiatorToResponder: EspSa;
    readonly responderToInitiator: EspSa;
  };
  readonly datagrams: readonly StrongswanDatagram[];
  readonly espPackets: readonly StrongswanEspPacket[];
}

function cellsOf(folder: string): StrongswanCell[] {
  const url = new URL(`../vectors/${folder}/`, import.meta.url);
  return readdirSync(url)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, url), 'utf8')) as StrongswanCell);
}

/** Those that certificates authenticated. */
export const CERTIFICATE_CELLS = cellsOf('strongswan-certificates');

/** Every recorded negotiation in main mode. */
export const CELLS = [...cellsOf('strongswan'), ...CERTIFICATE_CELLS];

/** The ISAKMP message of a datagram, without the non-ESP marker. */
export function messageOf({ datagram, nonEspMarker }: StrongswanDatagram): Uint8Array {
  return fromHex(datagram).subarray(nonEspMarker ? 4 : 0);
}

/** The cipher of a cell, as IKE names it. */
export function cipherOf({ encryption }: StrongswanCell): CbcName {
  if (encryption === 'des') return 'des-cbc';
  return encryption === '3des' ? '3des-cbc' : 'aes-cbc';
}

export function cbcOf(cell: StrongswanCell): Cbc {
  return nodeProvider.cbc(cipherOf(cell), fromHex(cell.cipherKey));
}

/** The last cipher block of main mode, which the IVs of phase 2 start from. */
export function lastPhase1Block(cell: StrongswanCell): Uint8Array {
  const last = cell.datagrams.filter(({ exchange }) => exchange === 'main-mode').at(-1)!;
  return fromHex(last.nextIv!);
}
