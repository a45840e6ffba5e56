/** An attacker who sees all datagrams and can send any, but knows no key. */

import { type Address, parseAddress } from '../../src/base/address.ts';
import type { Path } from '../../src/base/batch.ts';
import { type Random, randomFraction } from '../../src/base/random.ts';
import { notifyPayload } from '../../src/ike/script/make-payload.ts';
import type { Flight } from '../../src/sim/link.ts';
import { encodeMessage } from '../../src/wire/isakmp/message.ts';
import { EXCHANGE, NOTIFY, PAYLOAD, PROTOCOL } from '../../src/wire/numbers/isakmp.ts';

type Inject = (path: Path, bytes: Uint8Array) => void;

/** Datagrams that the attacker remembers. */
const REMEMBERED = 512;
const ELSEWHERE: Address = parseAddress('198.51.100.9');
const CLEAR_NOTIFIES = [
  'INVALID-COOKIE',
  'INVALID-SPI',
  'INITIAL-CONTACT',
  'NO-PROPOSAL-CHOSEN',
  'R-U-THERE',
] as const;

export class Attacker {
  readonly #random: Random;
  readonly #seen: Flight[] = [];
  forged = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  sees(flight: Flight): void {
    if (this.#seen.length < REMEMBERED) this.#seen.push(flight);
    else this.#seen[this.#below(REMEMBERED)] = flight;
  }

  /** Does something evil, or nothing. */
  strike(inject: Inject): void {
    const flight = this.#seen[this.#below(Math.max(1, this.#seen.length))];
    if (flight === undefined) return;
    this.forged++;
    const { path, bytes } = flight;
    switch (this.#below(8)) {
      case 0:
        return inject(path, bytes);
      case 1:
        return inject(this.#elsewhere(path), bytes);
      case 2:
        return inject(path, this.#mutated(bytes));
      case 3:
        return inject(path, bytes.subarray(0, this.#below(bytes.length + 1)));
      case 4:
        return inject(path, this.#otherSpi(path, bytes));
      case 5:
        return this.#forgeNotify(path, bytes, inject);
      case 6:
        return this.#forgeFragment(path, bytes, inject);
      default:
        return this.#reflect(path, bytes, inject);
    }
  }

  #mutated(bytes: Uint8Array): Uint8Array {
    const changed = Uint8Array.from(bytes);
    for (let i = 0; i <= this.#below(3); i++) {
      const at = this.#below(changed.length);
      if (at < changed.length) changed[at]! ^= 1 << this.#below(8);
    }
    return changed;
  }

  #otherSpi(path: Path, bytes: Uint8Array): Uint8Array {
    const changed = Uint8Array.from(bytes);
    const at = path.carrier === 'udp' ? 0 : 20;
    if (changed.length > at + 4) changed.set(this.#random.bytes(4), at);
    return changed;
  }

  /** A notify in clear with the cookies of a message that was seen. */
  #forgeNotify(path: Path, bytes: Uint8Array, inject: Inject): void {
    const message = ikeOf(path, bytes);
    if (message === undefined) return;
    const name = CLEAR_NOTIFIES[this.#below(CLEAR_NOTIFIES.length)]!;
    const header = { ...headerOf(message), exchangeType: EXCHANGE.informational, messageId: 77 };
    const notify = notifyPayload(PROTOCOL.isakmp, NOTIFY[name], message.slice(0, 16));
    inject(path, marked(path, encodeMessage(header, [notify])));
  }

  /** A fragment with the cookies of a message that was seen, often the first or last of its set. */
  #forgeFragment(path: Path, bytes: Uint8Array, inject: Inject): void {
    const message = ikeOf(path, bytes);
    if (message === undefined) return;
    const exchangeType = message[18]!;
    const fragment = {
      kind: 'fragment',
      type: PAYLOAD.FRAGMENT,
      fragmentId: 1 + this.#below(3),
      number: 1 + this.#below(4),
      flags: this.#below(2),
      data: this.#random.bytes(1 + this.#below(1000)),
    } as const;
    inject(path, marked(path, encodeMessage({ ...headerOf(message), exchangeType }, [fragment])));
  }

  /** Sends a datagram back to its sender as if its receiver had sent it. */
  #reflect(path: Path, bytes: Uint8Array, inject: Inject): void {
    inject({ ...path, local: path.remote, remote: path.local }, bytes);
  }

  #elsewhere(path: Path): Path {
    const port = this.#below(2) === 0 ? path.local.port : 1024 + this.#below(60_000);
    const address = this.#below(2) === 0 ? path.local.address : ELSEWHERE;
    return { ...path, local: { address, port } };
  }

  #below(bound: number): number {
    return Math.floor(randomFraction(this.#random) * bound);
  }
}

function ikeOf({ carrier, local }: Path, bytes: Uint8Array): Uint8Array | undefined {
  if (carrier !== 'udp') return undefined;
  if (local.port !== 4500) return bytes.length >= 28 ? bytes : undefined;
  return bytes.length >= 32 && bytes.subarray(0, 4).every((octet) => octet === 0)
    ? bytes.subarray(4)
    : undefined;
}

function headerOf(message: Uint8Array) {
  return {
    initiatorCookie: message.slice(0, 8),
    responderCookie: message.slice(8, 16),
    majorVersion: 1,
    minorVersion: 0,
    flags: 0,
    messageId: 0,
  };
}

function marked({ local }: Path, message: Uint8Array): Uint8Array {
  if (local.port !== 4500) return message;
  const whole = new Uint8Array(message.length + 4);
  whole.set(message, 4);
  return whole;
}
