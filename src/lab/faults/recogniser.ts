/**
 * Names every datagram by its meaning: main mode 1 to 6, quick mode 1 to 4, ESP by its number. It
 * must see each datagram once, as it left its sender, in the order of sending. What it remembers is
 * bounded, and no octets make it throw.
 */

import { readU16, readU32, toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { nobleProvider } from '../../crypto/noble.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import { Recent } from '../../explain/recent.ts';
import type { Flight } from '../../sim/link.ts';
import { HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import { Exchanges, type MessageSigns, type Numbered, signsOf } from './exchanges.ts';
import type { Meaning } from './fault.ts';
import { type Parcel, ParcelReader } from './parcel.ts';
import { SentAgain } from './sent-again.ts';

/** Generic header, fragment ID, number and flags. */
const FRAGMENT_HEADER_OCTETS = 8;

export class Recogniser {
  readonly #provider: CryptoProvider;
  readonly #parcels = new ParcelReader();
  readonly #exchanges = new Exchanges();
  readonly #sent = new SentAgain(LIMITS.faultTransmissions);
  /** By sender, cookie and fragment id: which message the fragments are of. */
  readonly #fragments = new Recent<string, Numbered & { readonly encrypted: boolean }>(
    LIMITS.faultFragments,
  );

  constructor(provider: CryptoProvider = nobleProvider) {
    this.#provider = provider;
  }

  recognise(flight: Flight): Meaning {
    const parcel = this.#parcels.read(flight);
    const sender = flight.sender === '' ? flight.path.local.address.text : flight.sender;
    const common = {
      encrypted: false,
      ipFragment: parcel.ipFragment,
      octets: parcel.octets,
      start: parcel.start,
      end: parcel.end,
    };
    if (parcel.kind === 'esp' || parcel.kind === 'ah')
      return this.#protected(flight, parcel, sender, common);
    const message = flight.bytes.subarray(parcel.start, parcel.end);
    const digest = toHex(this.#provider.hash('sha1', message));
    const transmission = this.#sent.count(`${sender}/${digest}`);
    const signs = parcel.kind === 'ike' ? signsOf(message) : undefined;
    if (signs === undefined) {
      const protocol = parcel.kind === 'ike' ? 'udp' : parcel.kind;
      const text = parcel.ipFragment ? 'a fragment of an IP packet' : PLAIN_WORDS[protocol];
      return { ...common, protocol, transmission, text };
    }
    return { ...common, ...this.#ike(message, signs, sender, digest), transmission };
  }

  #protected(
    { bytes }: Flight,
    { kind, start }: Parcel,
    sender: string,
    common: Pick<Meaning, 'ipFragment' | 'octets' | 'start' | 'end'>,
  ): Meaning {
    const at = kind === 'ah' ? start + 4 : start;
    const [spi, sequence] = [readU32(bytes, at), readU32(bytes, at + 4)];
    const transmission = this.#sent.count(`${sender}/${kind}/${spi}/${sequence}`);
    const protocol = kind === 'ah' ? 'ah' : 'esp';
    // Field by field, since there may be many of these in a second.
    return {
      protocol,
      encrypted: protocol === 'esp',
      transmission,
      spi,
      sequence,
      ipFragment: common.ipFragment,
      octets: common.octets,
      start: common.start,
      end: common.end,
      text: `${kind} number ${sequence} under SPI 0x${spi.toString(16).padStart(8, '0')}`,
    };
  }

  #ike(
    message: Uint8Array,
    signs: MessageSigns,
    sender: string,
    digest: string,
  ): Pick<Meaning, 'protocol' | 'exchange' | 'number' | 'encrypted' | 'fragment' | 'text'> {
    const isFragment =
      message[16] === PAYLOAD.FRAGMENT &&
      message.length >= HEADER_OCTETS + FRAGMENT_HEADER_OCTETS &&
      !signs.encrypted;
    if (!isFragment) {
      const numbered = this.#exchanges.number(signs, sender, digest);
      const text = wordsOf(numbered);
      return { protocol: 'ike', ...numbered, encrypted: signs.encrypted, text };
    }
    const fragment = message[HEADER_OCTETS + 6]!;
    const numbered = this.#ofFragment(message, signs, sender, fragment);
    const text = `fragment ${fragment} of ${wordsOf(numbered)}`;
    return { protocol: 'ike', ...numbered, fragment, text };
  }

  /** The first fragment holds the header of the whole message (MS-IKEE 2.2.3.1). */
  #ofFragment(
    message: Uint8Array,
    signs: MessageSigns,
    sender: string,
    fragment: number,
  ): Numbered & { readonly encrypted: boolean } {
    const id = readU16(message, HEADER_OCTETS + 4);
    const key = `${sender}/${signs.initiatorCookie}/${signs.messageId}/${id}`;
    const known = this.#fragments.get(key);
    if (known !== undefined) return known;
    const inner = signsOf(message.subarray(HEADER_OCTETS + FRAGMENT_HEADER_OCTETS));
    const isWhole = fragment === 1 && inner?.initiatorCookie === signs.initiatorCookie;
    // Windows fragments only what follows the first two messages, and those are encrypted.
    const whole = isWhole ? inner : { ...signs, encrypted: true, payloads: [] };
    const found = {
      ...this.#exchanges.number(whole, sender, `fragments ${id}`),
      encrypted: whole.encrypted,
    };
    this.#fragments.set(key, found);
    return found;
  }
}

const PLAIN_WORDS: Readonly<Record<Exclude<Parcel['kind'], 'ike' | 'esp' | 'ah'>, string>> = {
  keepalive: 'keepalive',
  icmp: 'icmp',
  udp: 'a UDP datagram',
  other: 'an IP packet',
};

function wordsOf({ exchange, number }: Numbered): string {
  return number === undefined ? exchange : `${exchange} ${number}`;
}
