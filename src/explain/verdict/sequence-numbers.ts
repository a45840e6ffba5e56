/** Sequence numbers of ESP and AH that are missing at the receiver, or came more than once. */

import { countText, spiText } from '../../observe/units.ts';
import type { Evidence, SideEvidence } from './evidence.ts';
import { type ProtectedFlow, protectedFlows, rangesText } from './protected-flows.ts';

export interface NumbersReport {
  readonly protocol: 'esp' | 'ah';
  /** Hexadecimal. */
  readonly spi: string;
  readonly from: string;
  readonly to: string;
  readonly packets: number;
  readonly missing: readonly (readonly [number, number])[];
  readonly repeated: readonly number[];
  /** One line. */
  readonly text: string;
}

/** Flows in which something is missing or comes again; where both ends are there, by what each saw. */
export function sequenceNumbers({ sides, frames }: Evidence): readonly NumbersReport[] {
  const ends = sides.filter((side) => side.frames.length > 0);
  const received = ends.flatMap((side) => protectedFlows(arrivedAt(side)));
  const sent = ends.flatMap((side) => protectedFlows(leftFrom(side)));
  const flows = ends.length > 0 ? received : protectedFlows(frames);
  const known = new Set(flows.map(({ spi }) => spi));
  // Of what was sent and never came there is no flow at the receiver.
  const never = ends.length > 1 ? sent.filter(({ spi }) => !known.has(spi)) : [];
  return [
    ...flows.map((flow) =>
      reportOf(
        flow,
        sent.find(({ spi }) => spi === flow.spi),
      ),
    ),
    ...never.map((flow) =>
      reportOf(
        { ...flow, packets: 0, missing: [[flow.first, flow.highest]], repeated: [] },
        undefined,
      ),
    ),
  ].filter(({ missing, repeated }) => missing.length > 0 || repeated.length > 0);
}

function arrivedAt({ frames, addresses }: SideEvidence): SideEvidence['frames'] {
  return frames.filter(({ destination }) => addresses.includes(destination));
}

function leftFrom({ frames, addresses }: SideEvidence): SideEvidence['frames'] {
  return frames.filter(({ source }) => addresses.includes(source));
}

function reportOf(flow: ProtectedFlow, sent: ProtectedFlow | undefined): NumbersReport {
  const { protocol, spi, source, destination, packets, repeated } = flow;
  const ranges = [...flow.missing];
  if (sent !== undefined && sent.first < flow.first) ranges.unshift([sent.first, flow.first - 1]);
  if (sent !== undefined && sent.highest > flow.highest)
    ranges.push([flow.highest + 1, sent.highest]);
  const parts = [
    ...(ranges.length === 0 ? [] : [`missing ${rangesText(ranges)}`]),
    ...(repeated.length === 0 ? [] : [`more than once ${repeated.join(', ')}`]),
  ];
  return {
    protocol,
    spi: spiText(spi),
    from: source,
    to: destination,
    packets,
    missing: ranges,
    repeated,
    text: `${protocol.toUpperCase()} ${spiText(spi)}, ${source} to ${destination}, ${countText(packets, 'packet')}: ${parts.join('; ')}`,
  };
}
