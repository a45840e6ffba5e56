/** SAs of both kinds in the manner of `wg show`. */

import type { Instant } from '../base/time.ts';
import { protocolLabel } from '../crypto/protection.ts';
import type { MainModeSaView, QuickModeSaView } from '../host/ports.ts';
import type { SoftSaView } from '../ipsec/clear/soft-flows.ts';
import type { SaHalfView } from '../ipsec/sa/views.ts';
import { labelled, NO_COLOUR, type Palette } from './text.ts';
import { countText, durationText, octetsText, spiText } from './units.ts';

const LABEL_COLUMNS = 18;

/** All SAs of a host; `now` is what the host's clock says. */
export function saText(
  mainModes: readonly MainModeSaView[],
  quickModes: readonly QuickModeSaView[],
  now: Instant,
  palette: Palette = NO_COLOUR,
  softSas: readonly SoftSaView[] = [],
): string {
  const blocks = [
    ...mainModes.map((view) => mainModeBlock(view, now, palette)),
    ...quickModes.map((view) => quickModeBlock(view, now, palette)),
    ...softSas.map((view) => softBlock(view, now, palette)),
  ];
  return blocks.length === 0 ? 'no security associations' : blocks.join('\n\n');
}

function mainModeBlock(view: MainModeSaView, now: Instant, palette: Palette): string {
  const identities =
    view.localIdentity === undefined && view.remoteIdentity === undefined
      ? undefined
      : `${view.localIdentity ?? '?'} <-> ${view.remoteIdentity ?? '?'}`;
  return block(`${palette.bold(palette.green('main mode'))}: ${palette.bold(view.peer)}`, [
    ['endpoints', `${view.local} <-> ${view.remote}${view.natTraversal ? ' (NAT traversal)' : ''}`],
    ['state', mainModeState(view, now)],
    ['renewal', renewalText(view.renewsAt, now)],
    ['replaced by', view.replacedBy && `the one with initiator cookie ${view.replacedBy}`],
    ['role', view.role],
    ['proposal', view.proposal],
    ['authentication', authenticationText(view)],
    ['passed over', view.passedOver.join(' ') || undefined],
    ['weak', weaknessText(view)],
    ['identities', identities],
    ['proved by', view.provedBy],
    ['cookies', `${view.initiatorCookie} ${view.responderCookie}`],
    ['quick modes', String(view.quickModes)],
  ]);
}

/** What goes in clear because its peer does not know IPsec. */
function softBlock(view: SoftSaView, now: Instant, palette: Palette): string {
  const { policy, local, remote, createdAt, expiresAt } = view;
  const traffic = (packets: number, octets: number) =>
    `${countText(packets, 'packet')}, ${octetsText(octets)}`;
  return block(`${palette.bold(palette.red('soft SA, in clear'))}: ${palette.bold(policy)}`, [
    ['endpoints', `${local} <-> ${remote}`],
    ['age', `${durationText(now - createdAt)}, ${durationText(expiresAt - now)} left`],
    ['sent', traffic(view.packetsSent, view.octetsSent)],
    ['received', traffic(view.packetsReceived, view.octetsReceived)],
  ]);
}

function authenticationText({ authentication, exchange }: MainModeSaView): string {
  return exchange === 'main mode' ? authentication : `${authentication}, ${exchange}`;
}

/** Nothing is said of a sound SA. */
function weaknessText({ weaknesses }: { readonly weaknesses: readonly string[] }) {
  return weaknesses.length === 0 ? undefined : weaknesses.join('; ');
}

function mainModeState(view: MainModeSaView, now: Instant): string {
  const since = view.establishedAt ?? view.createdAt;
  const left = view.expiresAt === undefined ? '' : `, ${durationText(view.expiresAt - now)} left`;
  return `${view.state} for ${durationText(now - since)}${left}`;
}

function quickModeBlock(view: QuickModeSaView, now: Instant, palette: Palette): string {
  const { inbound, outbound } = view;
  return block(
    view.byHand
      ? `${palette.bold(palette.cyan('keyed by hand'))}: ${palette.bold(view.policy)}`
      : `${palette.bold(palette.cyan('quick mode'))}: ${palette.bold(view.policy)} (SA ${view.id}) with ${view.peer}`,
    [
      ['endpoints', `${view.local} <-> ${view.remote}`],
      ['mode', `${view.mode}, ${protocolText(view)}, ${view.suite}${view.esn ? ', ESN' : ''}`],
      ['PFS', view.pfsGroup === undefined ? undefined : `group ${view.pfsGroup}`],
      ['weak', weaknessText(view)],
      ['traffic', view.selector],
      ['path MTU', view.pathMtu === undefined ? undefined : `${view.pathMtu} octets`],
      ['age', durationText(now - view.createdAt)],
      ['lifetime left', lifetimeLeft(view, now)],
      ['renewal', renewalText(view.renewsAt, now)],
      ['in place of', saName(view.replaces)],
      ['replaced by', saName(view.replacedBy)],
      ['received', inbound && halfText(inbound, now)],
      ['sent', outbound && halfText(outbound, now)],
      ['replay window', inbound && replayText(inbound)],
    ],
  );
}

function lifetimeLeft(view: QuickModeSaView, now: Instant): string {
  const parts = [
    view.expiresAt === undefined
      ? 'no limit of time'
      : `${durationText(view.expiresAt - now)} of ${durationText(view.lifetimeSeconds * 1000)}`,
  ];
  if (view.lifetimeKilobytes > 0) {
    const used = Math.max(view.inbound?.octets ?? 0, view.outbound?.octets ?? 0);
    const limit = view.lifetimeKilobytes * 1024;
    parts.push(`${octetsText(Math.max(0, limit - used))} of ${octetsText(limit)}`);
  }
  if (view.lifetimePackets > 0) {
    const used = Math.max(view.inbound?.packets ?? 0, view.outbound?.packets ?? 0);
    const left = countText(Math.max(0, view.lifetimePackets - used), 'packet');
    parts.push(`${left} of ${view.lifetimePackets}`);
  }
  return parts.join('; ');
}

function renewalText(renewsAt: Instant | undefined, now: Instant): string | undefined {
  return renewsAt === undefined ? undefined : `in ${durationText(renewsAt - now)}`;
}

function saName(id: number | undefined): string | undefined {
  return id === undefined ? undefined : `SA ${id}`;
}

function protocolText({ protocol, udpEncapsulated }: QuickModeSaView): string {
  return `${protocolLabel(protocol)}${udpEncapsulated ? ' in UDP' : ''}`;
}

function halfText(half: SaHalfView, now: Instant): string {
  const last =
    half.lastUsedAt === undefined ? 'never' : `${durationText(now - half.lastUsedAt)} ago`;
  return `${countText(half.packets, 'packet')}, ${octetsText(half.octets)}, last ${last}, SPI ${spiText(half.spi)}${half.ah === undefined ? '' : ` in AH ${spiText(half.ah.spi)}`}, sequence ${half.sequence}`;
}

function replayText(half: SaHalfView): string {
  const { ah } = half;
  const own = windowText(half);
  return ah === undefined ? own : `ESP ${own}; AH ${windowText(ah)}`;
}

function windowText({ replay, badIcv }: Pick<SaHalfView, 'replay' | 'badIcv'>): string {
  const window =
    replay === undefined || replay.window === 0
      ? 'none'
      : `${replay.window} packets, ${replay.replayed} replayed, ${replay.late} too late`;
  return `${window}; ${badIcv} with a wrong ICV`;
}

function block(title: string, fields: readonly (readonly [string, string | undefined])[]): string {
  const lines = [title];
  for (const [label, value] of fields) {
    if (value !== undefined) lines.push(...labelled(`  ${label}`, value, LABEL_COLUMNS));
  }
  return lines.join('\n');
}
