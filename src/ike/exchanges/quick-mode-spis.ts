/** The SPIs of a quick mode: one for each protocol that it may end up with. */

import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { QuickModeChoice, Spis } from '../offers/quick-mode-offer.ts';
import { methodsOf, protocolsOf, type SpokenProtocol } from '../offers/quick-mode-transform.ts';
import type { ChildPolicy } from '../policy.ts';
import type { QuickModeContext } from './quick-mode-state.ts';

/** The protocols of all methods of a policy entry. */
export function protocolsOfAll(child: ChildPolicy): SpokenProtocol[] {
  const all: SpokenProtocol[] = [];
  for (const method of methodsOf(child))
    for (const protocol of protocolsOf(method)) if (!all.includes(protocol)) all.push(protocol);
  return all;
}

/** A fresh SPI for each protocol; undefined, and none reserved, where one is not to be had. */
export function reserveSpis(
  { sas }: QuickModeContext,
  protocols: readonly SpokenProtocol[],
): Spis | undefined {
  const esp = protocols.includes(PROTOCOL.esp) ? sas.reserveSpi() : undefined;
  if (esp === undefined && protocols.includes(PROTOCOL.esp)) return undefined;
  const ah = protocols.includes(PROTOCOL.ah) ? sas.reserveSpi() : undefined;
  if (ah !== undefined || !protocols.includes(PROTOCOL.ah)) return { esp, ah };
  if (esp !== undefined) sas.releaseSpi(esp);
  return undefined;
}

export function releaseSpis({ sas }: QuickModeContext, { esp, ah }: Spis): void {
  if (esp !== undefined) sas.releaseSpi(esp);
  if (ah !== undefined) sas.releaseSpi(ah);
}

/** Gives back what was offered with and not taken. */
export function releaseUnused(
  context: QuickModeContext,
  { esp, ah }: Spis,
  choice: QuickModeChoice,
): void {
  releaseSpis(context, {
    esp: choice.suite === undefined ? esp : undefined,
    ah: choice.ah === undefined ? ah : undefined,
  });
}
