/**
 * Memory for sendmmsg and recvmmsg: an array of struct mmsghdr of 64-bit Linux, and for each message
 * an address, buffers and one control message. Nothing is allocated once it is there.
 */

import type { Libc } from './libc.ts';
import { SOCKADDR_IN6_OCTETS } from './sockaddr.ts';

/** sizeof(struct mmsghdr). */
export const HEADER_OCTETS = 64;
const IOVEC_OCTETS = 16;
/** Aligned, for an address of either version. */
export const NAME_OCTETS = 32;
/** CMSG_SPACE of a number of 2 or 4 octets. */
const CONTROL_OCTETS = 24;
const CMSG_DATA_AT = 16;
const WORD = 4;

/** Offsets in struct mmsghdr, in 32-bit words: the order of octets is the machine's. */
const NAME = 0;
const NAME_LENGTH = 2;
const IOV = 4;
const IOV_LENGTH = 6;
const CONTROL = 8;
const CONTROL_LENGTH = 10;
const FLAGS = 12;
const MESSAGE_LENGTH = 14;

const SOL_UDP = 17;

export class MessageVector {
  readonly octets: Uint8Array;
  /** Where the headers begin, for the kernel. */
  readonly address: number;
  readonly #words: Uint32Array;
  readonly #base: number;
  readonly #iovAt: number;
  readonly #namesAt: number;
  readonly #controlsAt: number;
  #iovecs = 0;

  /** For so many messages, and so many buffers in all of them. */
  constructor(libc: Libc, messages: number, iovecs: number) {
    this.#iovAt = messages * HEADER_OCTETS;
    this.#namesAt = this.#iovAt + iovecs * IOVEC_OCTETS;
    this.#controlsAt = this.#namesAt + messages * NAME_OCTETS;
    this.octets = new Uint8Array(this.#controlsAt + messages * CONTROL_OCTETS);
    this.#words = new Uint32Array(this.octets.buffer);
    this.#base = libc.addressOf(this.octets);
    this.address = this.#base;
    for (let i = 0; i < messages; i++) {
      const header = this.#header(i);
      this.#point(header + NAME, this.#base + this.nameAt(i));
      this.#point(header + CONTROL, this.#base + this.#controlAt(i));
    }
  }

  /** Where the address of a message lies in `octets`. */
  nameAt(message: number): number {
    return this.#namesAt + message * NAME_OCTETS;
  }

  /** Begins a new list of messages. */
  clear(): void {
    this.#iovecs = 0;
  }

  /** Message `i` goes to the address that lies at `nameAt` in `octets`; its buffers follow. */
  begin(i: number, nameAt: number, nameOctets: number): void {
    const words = this.#words;
    const header = this.#header(i);
    this.#point(header + NAME, this.#base + nameAt);
    words[header + NAME_LENGTH] = nameOctets;
    this.#point(header + IOV, this.#base + this.#iovAt + this.#iovecs * IOVEC_OCTETS);
    words[header + IOV_LENGTH] = 0;
    words[header + CONTROL_LENGTH] = 0;
  }

  /** One more buffer for message `i`. */
  addBuffer(i: number, address: number, octets: number): void {
    const at = (this.#iovAt + this.#iovecs * IOVEC_OCTETS) / WORD;
    this.#point(at, address);
    this.#words[at + 2] = octets;
    this.#words[at + 3] = 0;
    this.#words[this.#header(i) + IOV_LENGTH]! += 1;
    this.#iovecs++;
  }

  /** Gives message `i` a control message of level UDP with a number of 16 bits. */
  setControl(i: number, type: number, value: number): void {
    const words = this.#words;
    const at = this.#controlAt(i) / WORD;
    words[at] = CMSG_DATA_AT + 2;
    words[at + 1] = 0;
    words[at + 2] = SOL_UDP;
    words[at + 3] = type;
    words[at + CMSG_DATA_AT / WORD] = value;
    words[this.#header(i) + CONTROL_LENGTH] = CONTROL_OCTETS;
  }

  /** Message `i` may bring an address and a control message; its one buffer is set. */
  prepareToReceive(i: number): void {
    const words = this.#words;
    const header = this.#header(i);
    words[header + NAME_LENGTH] = SOCKADDR_IN6_OCTETS;
    words[header + CONTROL_LENGTH] = CONTROL_OCTETS;
    words[header + FLAGS] = 0;
  }

  /** Octets that a message brought. */
  lengthOf(message: number): number {
    return this.#words[this.#header(message) + MESSAGE_LENGTH]!;
  }

  /** The number of a message's control message of level UDP and a type; 0 where it has none. */
  controlOf(message: number, type: number): number {
    const words = this.#words;
    if (words[this.#header(message) + CONTROL_LENGTH]! < CMSG_DATA_AT) return 0;
    const at = this.#controlAt(message) / WORD;
    return words[at + 2] === SOL_UDP && words[at + 3] === type
      ? words[at + CMSG_DATA_AT / WORD]!
      : 0;
  }

  #header(message: number): number {
    return (message * HEADER_OCTETS) / WORD;
  }

  #controlAt(message: number): number {
    return this.#controlsAt + message * CONTROL_OCTETS;
  }

  /** A pointer of 64 bits: an address is an integer that a number holds exactly. */
  #point(word: number, address: number): void {
    this.#words[word] = address >>> 0;
    this.#words[word + 1] = Math.floor(address / 0x1_0000_0000);
  }
}
