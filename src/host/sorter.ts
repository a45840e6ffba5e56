/** Sorts the UDP datagrams of a batch into IKE, ESP and the rest (RFC 3948 2). */

import { type Batch, datagramOf, type Path } from '../base/batch.ts';
import { dataOf } from '../base/bytes.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { classifyNatt, NON_ESP_MARKER, withoutMarker } from '../wire/natt.ts';
import type { HostConfig } from './config.ts';
import type { HostSlot } from './counter-source.ts';

/** Where the sorted datagrams go, in the order in which they came. */
export interface SortedDatagrams {
  /** One ISAKMP message without its marker, and the path that it came by. */
  ike(message: Uint8Array, path: Path): void;
  /** ESP packets that came one after the other. */
  esp(packets: Batch): void;
  /** Something else, which is only counted. */
  other(slot: HostSlot): void;
}

/** Sorts by the port that the datagrams came to. */
export function sortDatagrams(
  batch: Batch,
  ports: Pick<HostConfig, 'ikePort' | 'natPort'>,
  to: SortedDatagrams,
): void {
  const { port } = batch.path.local;
  if (port === ports.natPort) {
    sortNatPort(batch, to);
    return;
  }
  for (let i = 0; i < batch.count; i++) {
    if (port === ports.ikePort) to.ike(datagramOf(batch, i), batch.path);
    else to.other('unknownPort');
  }
}

function sortNatPort(batch: Batch, to: SortedDatagrams): void {
  const { arena, spans, count } = batch;
  let runStart = 0;
  const endRun = (runEnd: number): void => {
    if (runEnd > runStart) to.esp(sliceOf(batch, runStart, runEnd));
    runStart = runEnd + 1;
  };
  const data = dataOf(arena);
  for (let i = 0; i < count; i++) {
    const start = spans[i * 2]!;
    const end = spans[i * 2 + 1]!;
    // What nearly all of them are is seen at once: not too short, and without the marker.
    const isLong = end - start >= ESP_HEADER_OCTETS && end <= arena.length;
    if (isLong && data.getInt32(start) !== 0) continue;
    const kind = classifyNatt(arena, start, end);
    if (kind === 'esp') continue;
    endRun(i);
    if (kind === 'ike') to.ike(withoutMarker(datagramOf(batch, i)), batch.path);
    else to.other(kind === 'keepalive' ? 'keepalivesReceived' : 'natPortInvalid');
  }
  endRun(count);
}

/** Where the ISAKMP message of a datagram that came to a port begins; -1 if it is none. */
export function messageStart(
  octets: Uint8Array,
  start: number,
  end: number,
  port: number,
  { ikePort, natPort }: Pick<HostConfig, 'ikePort' | 'natPort'>,
): number {
  if (port === natPort)
    return classifyNatt(octets, start, end) === 'ike' ? start + NON_ESP_MARKER.length : -1;
  return port === ikePort ? start : -1;
}

/** A batch of ESP alone, the usual case, is passed on as it is. */
function sliceOf(batch: Batch, start: number, end: number): Batch {
  if (start === 0 && end === batch.count) return batch;
  return { ...batch, spans: batch.spans.subarray(start * 2, end * 2), count: end - start };
}
