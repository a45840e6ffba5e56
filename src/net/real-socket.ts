/** One real UDP socket, however the machine is asked to drive it. */

import type { Batch, Path } from '../base/batch.ts';
import type { RealEndpoint } from './socket-plan.ts';

/** Who takes what comes to a socket. */
export interface SocketEvents {
  /** The path of datagrams from there; where `perDatagram` is set it is asked for each one. */
  pathOf(address: string, port: number, arena: Uint8Array, start: number, end: number): Path;
  /** Asked first of all: whether a datagram is dropped unread. */
  sheds?(octets: Uint8Array, start: number, end: number): boolean;
  /** The path depends on the datagram itself, as on a link. */
  readonly perDatagram: boolean;
  /** A batch that is valid during the call only. */
  arrived(batch: Batch): void;
  /** One datagram, valid during the call only, which may be batched with others of the same turn of the event loop. */
  arrivedOne(path: Path, datagram: Uint8Array): void;
  /** An error on receiving. */
  failed(error: Error): void;
}

/** Who hears what became of a batch. */
export interface SendEvents {
  /** Whether of every datagram of a batch that is refused there is to be word: whoever has it anyway need not ask. */
  tellsEach(batch: Batch): boolean;
  /** The network refuses a datagram of the batch. */
  refused(batch: Batch, index: number, error: Error): void;
  /** Once a batch: its arena is free. */
  done(batch: Batch): void;
}

export interface RealSocket {
  /** Sends the datagrams of a batch, at least one, in their order. */
  send(batch: Batch, to: RealEndpoint, events: SendEvents): void;
  close(): Promise<void>;
}

/** Opens a socket that is bound to an address and a port. Throws an EdgeError. */
export type OpenRealSocket = (real: RealEndpoint, events: SocketEvents) => Promise<RealSocket>;
