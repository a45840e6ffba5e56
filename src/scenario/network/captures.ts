/** What went over a scenario's network as pcapng: the whole wire, or one host's part of it. */

import { batchOfOne, type Path } from '../../base/batch.ts';
import { concat } from '../../base/bytes.ts';
import { Capture } from '../../observe/pcap.ts';
import type { Arrival, WireRecord } from './record.ts';

interface Row {
  readonly at: number;
  readonly order: number;
  readonly write: (capture: Capture, at: number) => void;
}

/** Every datagram as it left its sender, an interface a sender. `startedAt` is in milliseconds since 1970. */
export function wireCapture(records: readonly WireRecord[], startedAt: number): Uint8Array {
  return captureOf(records.map(sentRow), startedAt);
}

/** What a host has sent and received, as its own network card would have it. */
export function hostCapture(
  records: readonly WireRecord[],
  host: string,
  startedAt: number,
): Uint8Array {
  const rows = records.flatMap((record) => [
    ...(record.flight.sender === host ? [sentRow(record)] : []),
    ...record.arrivals.flatMap((arrival) =>
      arrival.receiver === host ? [receivedRow(host, arrival)] : [],
    ),
  ]);
  return captureOf(rows, startedAt);
}

function captureOf(rows: readonly Row[], startedAt: number): Uint8Array {
  const parts: Uint8Array[] = [];
  const capture = new Capture((octets) => parts.push(Uint8Array.from(octets)));
  const inOrder = [...rows].sort((left, right) => left.at - right.at || left.order - right.order);
  for (const { at, write } of inOrder) write(capture, startedAt + at);
  return concat(...parts);
}

function sentRow({ flight, order }: WireRecord): Row {
  const { sender, path, bytes, sentAt } = flight;
  return {
    at: sentAt,
    order,
    write: (capture, at) => capture.record(sender, 'sent', batchOfOne(path, bytes), at),
  };
}

function receivedRow(host: string, { flight, at: arrivedAt, order }: Arrival): Row {
  const { path, bytes } = flight;
  const reversed: Path = { carrier: path.carrier, local: path.remote, remote: path.local };
  return {
    at: arrivedAt,
    order,
    write: (capture, at) => capture.record(host, 'received', batchOfOne(reversed, bytes), at),
  };
}
