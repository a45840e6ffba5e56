/** The keys that an explanation may use. */

import { equal } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { AhMac, CryptoProvider, EspOpener } from '../crypto/provider.ts';
import type { Ends } from './context.ts';
import { type AhKeyLine, type EspKeyLine, parseKeyLine } from './key-lines.ts';

/** An ESP SA whose keys are known. */
export class EspKey {
  readonly line: EspKeyLine;
  readonly #openers = new Map<boolean, EspOpener>();

  constructor(line: EspKeyLine) {
    this.line = line;
  }

  /** The opener, made at the first use. */
  opener(provider: CryptoProvider, esn: boolean): EspOpener {
    let opener = this.#openers.get(esn);
    if (opener === undefined) {
      const { suite, keys } = this.line;
      opener = provider.espOpener(suite, keys, { esn });
      this.#openers.set(esn, opener);
    }
    return opener;
  }
}

/** An AH SA whose key is known. */
export class AhKey {
  readonly line: AhKeyLine;
  readonly #macs = new Map<boolean, AhMac>();

  constructor(line: AhKeyLine) {
    this.line = line;
  }

  /** The MAC, made at the first use. */
  mac(provider: CryptoProvider, esn: boolean): AhMac {
    let mac = this.#macs.get(esn);
    if (mac === undefined) {
      mac = provider.ahMac(this.line.integrity, this.line.key, { esn });
      this.#macs.set(esn, mac);
    }
    return mac;
  }
}

export class KeyStore {
  readonly #ike = new Map<string, Uint8Array[]>();
  readonly #esp = new Map<number | undefined, EspKey[]>();
  readonly #ah = new Map<number | undefined, AhKey[]>();
  #lines = 0;

  /** Adds the lines of a file. Answers what could not be read, a sentence a line. */
  add(text: string, name: string): string[] {
    const troubles: string[] = [];
    for (const [index, line] of text.split('\n').entries()) {
      if (this.#lines >= LIMITS.keyLines) {
        troubles.push(`${name}: more than ${LIMITS.keyLines} lines of keys; the rest is left out`);
        break;
      }
      try {
        this.#take(line);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        troubles.push(`${name}:${index + 1}: ${error.message}`);
      }
    }
    return troubles;
  }

  /** How many keys there are of all kinds. */
  get size(): number {
    return this.#ike.size + this.#esp.size + this.#ah.size;
  }

  /** The cipher keys for an initiator cookie, in hexadecimal digits. Two sides with different secrets have two. */
  ikeKeys(initiatorCookie: string): readonly Uint8Array[] {
    return this.#ike.get(initiatorCookie) ?? [];
  }

  hasSpi(spi: number): boolean {
    return this.#esp.has(spi);
  }

  /** The keys for an ESP packet, those whose addresses fit first: behind a NAT they may differ. */
  espKeys(spi: number, ends: Ends): readonly EspKey[] {
    return fitting(this.#esp, spi, ends);
  }

  /** The same for an AH packet. */
  ahKeys(spi: number, ends: Ends): readonly AhKey[] {
    return fitting(this.#ah, spi, ends);
  }

  #take(line: string): void {
    const parsed = parseKeyLine(line);
    if (parsed === undefined) return;
    this.#lines++;
    if (parsed.kind === 'ike') {
      const keys = this.#ike.get(parsed.initiatorCookie) ?? [];
      if (!keys.some((key) => equal(key, parsed.key))) keys.push(parsed.key);
      this.#ike.set(parsed.initiatorCookie, keys);
      return;
    }
    if (parsed.kind === 'ah') {
      this.#ah.set(parsed.spi, [...(this.#ah.get(parsed.spi) ?? []), new AhKey(parsed)]);
      return;
    }
    const list = this.#esp.get(parsed.spi) ?? [];
    list.push(new EspKey(parsed));
    this.#esp.set(parsed.spi, list);
  }
}

function fitting<Key extends EspKey | AhKey>(
  keys: ReadonlyMap<number | undefined, Key[]>,
  spi: number,
  ends: Ends,
): readonly Key[] {
  const found = [...(keys.get(spi) ?? []), ...(keys.get(undefined) ?? [])];
  return found.length < 2 ? found : found.sort((a, b) => misfits(a, ends) - misfits(b, ends));
}

function misfits({ line }: EspKey | AhKey, ends: Ends): number {
  const wrong = (wanted: Uint8Array | undefined, is: Uint8Array): number =>
    wanted === undefined || equal(wanted, is) ? 0 : 1;
  return wrong(line.source, ends.source) + wrong(line.destination, ends.destination);
}
