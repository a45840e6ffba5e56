/**
 * The few functions of the C library that Node has no name for, by koffi: an optional dependency,
 * loaded where somebody asks for a TUN device or for native input and output.
 */

import { EdgeError, reason } from '../errors.ts';

/** Waits for a descriptor to become readable on the event loop; level-triggered. */
export interface Readiness {
  close(): void;
}

/** Functions answer as in C: -1 is an error, which `errno` has the number of. */
export interface Libc {
  open(path: string, flags: number): number;
  close(descriptor: number): number;
  ioctl(descriptor: number, request: number, address: number): number;
  read(descriptor: number, address: number, octets: number): number;
  write(descriptor: number, address: number, octets: number): number;
  socket(domain: number, type: number, protocol: number): number;
  bind(descriptor: number, address: number, octets: number): number;
  setsockopt(
    descriptor: number,
    level: number,
    option: number,
    address: number,
    octets: number,
  ): number;
  sendmmsg(descriptor: number, address: number, count: number, flags: number): number;
  recvmmsg(
    descriptor: number,
    address: number,
    count: number,
    flags: number,
    timeout: number,
  ): number;
  /** Of the last call that failed. */
  errno(): number;
  /** Where the octets of an array lie, as a number. Arrays of less than a page may move: do not ask for theirs. */
  addressOf(octets: Uint8Array): number;
  whenReadable(descriptor: number, act: () => void): Readiness;
}

/** Numbers of Linux, alike on the machines that Node runs on (asm-generic). */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EAGAIN: 11,
  EACCES: 13,
  EBUSY: 16,
  ENODEV: 19,
  EINVAL: 22,
  EBADFD: 77,
  EMSGSIZE: 90,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETUNREACH: 101,
  ENOBUFS: 105,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
} as const;

/** The name of an error number, for example `EADDRINUSE`; the number itself where it has none here. */
export function errnoName(number: number): string {
  for (const [name, value] of Object.entries(ERRNO)) if (value === number) return name;
  return `error ${number}`;
}

/**
 * Loads the functions. `what` begins the sentence of the EdgeError that is thrown where they are not
 * to be had, for example "--tun".
 */
export async function openLibc(what: string): Promise<Libc> {
  if (process.platform !== 'linux') {
    throw new EdgeError('not-on-this-machine', `${what} works on Linux alone.`);
  }
  const koffi = await loadKoffi(what);
  const library = koffi.load(null);
  // Addresses are plain numbers: koffi converts a pointer of its own ten times as slowly.
  const f = (declaration: string) => library.func(declaration);
  const read = f('long read(int, uintptr_t, size_t)');
  const write = f('long write(int, uintptr_t, size_t)');
  const known = new WeakMap<ArrayBufferLike, number>();
  return {
    open: f('int open(const char *, int)'),
    close: f('int close(int)'),
    ioctl: f('int ioctl(int, unsigned long, uintptr_t)'),
    read,
    write,
    socket: f('int socket(int, int, int)'),
    bind: f('int bind(int, uintptr_t, unsigned int)'),
    setsockopt: f('int setsockopt(int, int, int, uintptr_t, unsigned int)'),
    sendmmsg: f('int sendmmsg(int, uintptr_t, unsigned int, int)'),
    recvmmsg: f('int recvmmsg(int, uintptr_t, unsigned int, int, uintptr_t)'),
    errno: () => koffi.errno(),
    addressOf(octets) {
      const { buffer, byteOffset } = octets;
      let base = known.get(buffer);
      if (base === undefined) {
        base = Number(koffi.address(new Uint8Array(buffer)));
        known.set(buffer, base);
      }
      return base + byteOffset;
    },
    whenReadable: (descriptor, act) => koffi.node.poll(descriptor, { readable: true }, () => act()),
  };
}

/** The package itself. Throws an EdgeError where it is missing; `what` begins its sentence. */
export async function loadKoffi(what: string): Promise<typeof import('koffi')> {
  try {
    return await import('koffi');
  } catch (error) {
    throw new EdgeError(
      'not-on-this-machine',
      `${what} needs the package koffi, which is not installed or does not load here: npm install koffi. (${reason(error).split('\n')[0]})`,
      { cause: error },
    );
  }
}
