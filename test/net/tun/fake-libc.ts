/** A C library with one TUN device, as far as Espial asks it anything. */

import type { Libc } from '../../../src/net/native/libc.ts';

const DESCRIPTOR = 77;

export class FakeLibc {
  /** Packets that the kernel has for the device. */
  readonly waiting: Uint8Array[] = [];
  /** Packets that were given to the kernel. */
  readonly written: Uint8Array[] = [];
  readonly requests: { readonly request: number; readonly octets: Uint8Array }[] = [];
  readonly closed: number[] = [];
  readonly opened: string[] = [];
  /** The error number of the next call of a name. */
  readonly failures = new Map<'open' | 'ioctl' | 'write', number>();
  watched = 0;
  /** What reading answers where nothing waits. */
  emptyErrno = 11;
  #errno = 0;
  #readable: () => void = () => {};
  /** Addresses are numbers that stand for arrays. */
  readonly #arrays: Uint8Array[] = [];

  readonly libc: Libc = {
    ...({} as Libc),
    open: (path) => {
      this.opened.push(path);
      return this.#fails('open') ? -1 : DESCRIPTOR;
    },
    close: (descriptor) => {
      this.closed.push(descriptor);
      return 0;
    },
    ioctl: (_descriptor, request, address) => {
      const octets = Uint8Array.from(this.#at(address).subarray(0, 40));
      this.requests.push({ request, octets });
      return this.#fails('ioctl') ? -1 : 0;
    },
    read: (_descriptor, address, octets) => {
      const packet = this.waiting.shift();
      if (packet === undefined) return this.#failed(this.emptyErrno);
      const length = Math.min(octets, packet.length);
      this.#at(address).set(packet.subarray(0, length));
      return length;
    },
    write: (_descriptor, address, octets) => {
      if (this.#fails('write')) return -1;
      this.written.push(Uint8Array.from(this.#at(address).subarray(0, octets)));
      return octets;
    },
    errno: () => this.#errno,
    addressOf: (octets) => {
      let index = this.#arrays.findIndex(({ buffer }) => buffer === octets.buffer);
      if (index < 0) index = this.#arrays.push(new Uint8Array(octets.buffer)) - 1;
      return index * 2 ** 32 + octets.byteOffset;
    },
    whenReadable: (_descriptor, act) => {
      this.watched++;
      this.#readable = act;
      return { close: () => void this.watched-- };
    },
  };

  /** The event loop finds the device readable. */
  turn(): void {
    this.#readable();
  }

  #at(address: number): Uint8Array {
    return this.#arrays[Math.floor(address / 2 ** 32)]!.subarray(address % 2 ** 32);
  }

  #fails(name: 'open' | 'ioctl' | 'write'): boolean {
    const errno = this.failures.get(name);
    this.failures.delete(name);
    return errno !== undefined && this.#failed(errno) < 0;
  }

  #failed(errno: number): -1 {
    this.#errno = errno;
    return -1;
  }
}
