/** Which filter a packet hits, as people read it. */

import { rangeText } from '../base/address.ts';
import { protocolText } from '../base/traffic.ts';
import type { SpecificQuickModeFilter } from '../policy/compiled.ts';
import type { FilteredPacket, Hit } from '../policy/filter-of-packet.ts';
import { COLUMNS, wrap } from './text.ts';

/** The filter that decides, what it does, and what lost against it. */
export function traceText(packet: FilteredPacket, { filter, lost, mainMode }: Hit): string {
  const lines = [`${packetText(packet)}, ${packet.direction}`, ''];
  if (filter === undefined) {
    lines.push(...wrap('No filter is for it, so it is permitted.', COLUMNS));
    return lines.join('\n');
  }
  lines.push(`hits    ${filterText(filter)}`, ...indented(meaningOf(filter)));
  if (mainMode !== undefined) {
    const { policy, name } = mainMode.generic;
    lines.push(...indented(`IKE asks by the main-mode filter of "${name}", policy "${policy}".`));
  }
  for (const one of lost) {
    lines.push('', `lost    ${filterText(one)}`, ...indented(whyLost(one, filter)));
  }
  return lines.join('\n');
}

function packetText({ source, destination, ...packet }: FilteredPacket): string {
  const { protocol, sourcePort, destinationPort } = packet;
  const ports =
    sourcePort === 0 && destinationPort === 0 ? '' : ` ${sourcePort} -> ${destinationPort}`;
  return `${source.text} -> ${destination.text}, ${protocolText(protocol)}${ports}`;
}

function filterText({ generic, weight }: SpecificQuickModeFilter): string {
  return `"${generic.name}", weight ${weight}`;
}

function meaningOf(filter: SpecificQuickModeFilter): string {
  const { action, generic, source, destination, protocol, sourcePort, destinationPort } = filter;
  const ports = [sourcePort, destinationPort]
    .map((port) => (port === 0 ? 'any' : port))
    .join(' -> ');
  const what = `${rangeText(source)} -> ${rangeText(destination)}, ${protocolText(protocol)}, ports ${ports}`;
  if (action !== 'negotiate') return `${what}: ${action}.`;
  const isLetIn = filter.direction === 'inbound' && generic.inboundPassThrough;
  const tunnel = generic.tunnel === undefined ? '' : ', tunnel mode';
  return `${what}: negotiate by "${generic.policy}"${tunnel}${isLetIn ? '; in clear it is let in (inbound pass-through)' : ''}.`;
}

function whyLost(loser: SpecificQuickModeFilter, winner: SpecificQuickModeFilter): string {
  const what = meaningOf(loser);
  return loser.weight < winner.weight
    ? `${what} It is less specific.`
    : `${what} It is as specific, and comes later.`;
}

function indented(text: string): string[] {
  return wrap(text, COLUMNS - 8).map((line) => `        ${line}`);
}
