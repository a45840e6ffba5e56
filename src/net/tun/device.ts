/** A TUN device of Linux: the kernel's IP packets, read and written. */

import { type ArenaPool, type Batch, BatchWriter, type Path } from '../../base/batch.ts';
import { LIMITS } from '../../base/limits.ts';
import { EdgeError } from '../errors.ts';
import { ERRNO, errnoName, type Libc, type Readiness } from '../native/libc.ts';

const CLONE_DEVICE = '/dev/net/tun';
/** O_RDWR | O_NONBLOCK | O_CLOEXEC. */
const OPEN_FLAGS = 0o2 | 0o4000 | 0o2000000;
const TUNSETIFF = 0x400454ca;
/** Packets without a header of the driver's own (IFF_TUN | IFF_NO_PI). */
const INTERFACE_FLAGS = 0x0001 | 0x1000;
/** Where struct ifreq has its flags, behind the name. */
const FLAGS_AT = 16;
const IFREQ_OCTETS = 40;
/** koffi finds arrays of at least a page where they stay. */
const PAGE = 4096;
/** Packets of one turn of the event loop: what the network brings has its turn then. */
const PACKETS_A_TURN = LIMITS.packetsPerBatch * 4;

export interface TunDeviceOptions {
  readonly libc: Libc;
  /** 1 to 15 characters. */
  readonly name: string;
  readonly pool: ArenaPool;
  /** What the batches that are read say of where they come from. */
  readonly path: Path;
  /** Told, as a sentence, what the device refuses. */
  readonly onTrouble: (sentence: string) => void;
}

export class TunDevice {
  readonly name: string;
  readonly #options: TunDeviceOptions;
  readonly #descriptor: number;
  readonly #writer: BatchWriter;
  #readiness: Readiness | undefined;
  #isClosed = false;

  /** Opens the device, and makes it unless it is there. Throws an EdgeError. */
  constructor(options: TunDeviceOptions) {
    this.#options = options;
    this.name = options.name;
    this.#descriptor = openDevice(options.libc, options.name);
    this.#writer = new BatchWriter(options.pool);
  }

  /** Hands every packet that the kernel routes to the device to `receiver`. A batch is valid during the call only. */
  listen(receiver: (batch: Batch) => void): void {
    const { libc } = this.#options;
    this.#readiness = libc.whenReadable(this.#descriptor, () => this.#read(receiver));
  }

  /** Gives the kernel the IP packet `arena[start .. end)`. */
  write(arena: Uint8Array, start: number, end: number): void {
    // The number of a closed descriptor is soon another's.
    if (this.#isClosed) return;
    const { libc } = this.#options;
    const octets = end - start;
    if (libc.write(this.#descriptor, libc.addressOf(arena) + start, octets) < 0) {
      const errno = libc.errno();
      // A full queue drops, as any link does.
      if (errno !== ERRNO.EAGAIN && errno !== ERRNO.ENOBUFS) this.#refused(errno);
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#readiness?.close();
    this.#readiness = undefined;
    this.#options.libc.close(this.#descriptor);
  }

  #read(receiver: (batch: Batch) => void): void {
    const { libc, path, pool } = this.#options;
    const writer = this.#writer;
    for (let left = PACKETS_A_TURN; left > 0; left--) {
      // A packet may have more octets than the MTU that the device had a moment ago.
      const at = writer.reserve(path, LIMITS.packetOctets);
      const base = libc.addressOf(writer.arena);
      const octets = libc.read(this.#descriptor, base + at, LIMITS.packetOctets);
      if (octets <= 0) {
        this.#checkLife();
        break;
      }
      writer.commit(at, at + octets);
    }
    for (const batch of writer.drain()) {
      receiver(batch);
      pool.give(batch.arena);
    }
  }

  /** A device that somebody has taken away is readable for ever, and reads nothing. */
  #checkLife(): void {
    const errno = this.#options.libc.errno();
    if (errno === ERRNO.EAGAIN || errno === ERRNO.EINTR || errno === ERRNO.EIO) return;
    this.#options.onTrouble(
      `the device ${this.name} is gone (${errnoName(errno)}): its packets go nowhere until the peer is started again.`,
    );
    this.close();
  }

  #refused(errno: number): void {
    const why =
      errno === ERRNO.EIO
        ? `it is down. Bring it up: ip link set ${this.name} up`
        : errno === ERRNO.EINVAL
          ? 'it does not take such a packet'
          : errnoName(errno);
    this.#options.onTrouble(`the device ${this.name} refuses packets: ${why}.`);
  }
}

function openDevice(libc: Libc, name: string): number {
  const descriptor = libc.open(CLONE_DEVICE, OPEN_FLAGS);
  if (descriptor < 0) throw openError(libc.errno(), name);
  const request = new Uint8Array(PAGE);
  for (let i = 0; i < name.length; i++) request[i] = name.charCodeAt(i);
  request[FLAGS_AT] = INTERFACE_FLAGS & 0xff;
  request[FLAGS_AT + 1] = INTERFACE_FLAGS >> 8;
  const address = libc.addressOf(request.subarray(0, IFREQ_OCTETS));
  if (libc.ioctl(descriptor, TUNSETIFF, address) < 0) {
    const errno = libc.errno();
    libc.close(descriptor);
    throw openError(errno, name);
  }
  return descriptor;
}

function openError(errno: number, name: string): EdgeError {
  switch (errno) {
    case ERRNO.EPERM:
    case ERRNO.EACCES:
      return new EdgeError(
        'no-permission',
        `no permission to make the device ${name}: that needs root or CAP_NET_ADMIN. Without, espial forward carries UDP ports.`,
      );
    case ERRNO.EBUSY:
      return new EdgeError(
        'port-in-use',
        `the device ${name} is in use: another process holds it. Choose another name.`,
      );
    case ERRNO.EINVAL:
      return new EdgeError(
        'address-not-here',
        `${name} is the name of an interface that is no TUN device. Choose another name.`,
      );
    case ERRNO.ENOENT:
    case ERRNO.ENODEV:
    case ERRNO.ENXIO:
      return new EdgeError(
        'not-on-this-machine',
        `this machine has no ${CLONE_DEVICE}: its kernel has no TUN driver, or a container hides it.`,
      );
    default:
      return new EdgeError(
        'control-failed',
        `the device ${name} cannot be made: ${errnoName(errno)}.`,
      );
  }
}
