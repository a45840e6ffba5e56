/** UDP sockets by the C library, for `--io native`: made here, since Node tells nobody the descriptor of its own. */

import { isIPv6 } from 'node:net';
import type { ArenaRoom } from '../../base/batch.ts';
import { bindError, EdgeError } from '../errors.ts';
import type { OpenRealSocket, RealSocket } from '../real-socket.ts';
import type { RealEndpoint } from '../socket-plan.ts';
import { errnoName, type Libc } from './libc.ts';
import { ArrivalBuffers, Receiving } from './receiving.ts';
import { Sending } from './sending.ts';
import { AF_INET, AF_INET6, writeSockaddr } from './sockaddr.ts';

/** SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC. */
const SOCKET_TYPE = 2 | 0o4000 | 0o2000000;
const SOL_SOCKET = 1;
const SO_SNDBUF = 7;
const SO_RCVBUF = 8;
const SO_SNDBUFFORCE = 32;
const SO_RCVBUFFORCE = 33;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;
const SOL_UDP = 17;
const UDP_GRO = 104;
const BUFFER_OCTETS = 4 << 20;
/** koffi finds arrays of at least a page where they stay. */
const PAGE = 4096;
/** The machines whose layout of messages is known: little-endian, 64 bits. */
const ARCHITECTURES = ['x64', 'arm64', 'riscv64', 'loong64'];

/**
 * Opens sockets that send and receive whole batches, of which `room` may have those that arrive. Throws
 * an EdgeError where this machine cannot.
 */
export function nativeSockets(libc: Libc, room?: ArenaRoom): OpenRealSocket {
  if (!ARCHITECTURES.includes(process.arch)) {
    const message = `native input and output is not known on ${process.arch}. Leave out --io native.`;
    throw new EdgeError('not-on-this-machine', message);
  }
  const buffers = new ArrivalBuffers(libc, room);
  return (real, events) => {
    const descriptor = boundSocket(libc, real);
    const sending = new Sending(libc, descriptor);
    const receiving = new Receiving(libc, descriptor, buffers, events);
    const readiness = libc.whenReadable(descriptor, () => receiving.read());
    let isClosed = false;
    const socket: RealSocket = {
      send(batch, to, sendEvents) {
        if (!isClosed) sending.send(batch, to, sendEvents);
        sendEvents.done(batch);
      },
      close() {
        if (!isClosed) {
          isClosed = true;
          readiness.close();
          libc.close(descriptor);
        }
        return Promise.resolve();
      },
    };
    return Promise.resolve(socket);
  };
}

function boundSocket(libc: Libc, real: RealEndpoint): number {
  const six = isIPv6(real.address);
  const descriptor = libc.socket(six ? AF_INET6 : AF_INET, SOCKET_TYPE, 0);
  if (descriptor < 0) throw socketError(libc, real);
  const memory = new Uint8Array(PAGE);
  const set = (level: number, option: number, value: number): boolean => {
    new DataView(memory.buffer).setUint32(0, value, true);
    return libc.setsockopt(descriptor, level, option, libc.addressOf(memory), 4) === 0;
  };
  if (six) set(IPPROTO_IPV6, IPV6_V6ONLY, 1);
  // Beyond the machine's limit only root may go.
  if (!set(SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_OCTETS)) set(SOL_SOCKET, SO_RCVBUF, BUFFER_OCTETS);
  if (!set(SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_OCTETS)) set(SOL_SOCKET, SO_SNDBUF, BUFFER_OCTETS);
  // Kernels before 5.0 know no runs of datagrams; they hand over one by one.
  set(SOL_UDP, UDP_GRO, 1);
  const octets = writeSockaddr(memory, 0, real);
  if (libc.bind(descriptor, libc.addressOf(memory), octets) === 0) return descriptor;
  const error = socketError(libc, real);
  libc.close(descriptor);
  throw error;
}

function socketError(libc: Libc, { address, port }: RealEndpoint): EdgeError {
  const code = errnoName(libc.errno());
  const host = isIPv6(address) ? `[${address}]` : address;
  const error = Object.assign(new Error(`bind ${code}`), { code });
  return bindError(error, `UDP ${host}:${port}`, port);
}
