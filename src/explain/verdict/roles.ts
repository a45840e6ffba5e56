/** Which of several hosts began, and which one answered. */

import type { Evidence } from './evidence.ts';

/**
 * Names of the initiator and the responder: of the negotiation that failed first, else of the first one;
 * without any, of the first packet that left a host, else in the order of the evidence.
 */
export function rolesOf({ sides }: Evidence): readonly [string | undefined, string | undefined] {
  const events = sides.flatMap(({ events: own }) => own).sort((one, other) => one.at - other.at);
  const failed = events.find(
    ({ kind }) => kind === 'main-mode-failed' || kind === 'quick-mode-failed',
  );
  const started = events.find(({ kind }) => kind === 'main-mode-started');
  const deciding = failed ?? started;
  if (deciding !== undefined && 'role' in deciding && 'remote' in deciding) {
    const own = deciding.host;
    const peer =
      sides.find(
        ({ name, addresses }) => name !== own && addresses.includes(deciding.remote.address.text),
      )?.name ?? sides.find(({ name }) => name !== own)?.name;
    return deciding.role === 'initiator' ? [own, peer] : [peer, own];
  }
  return [sides[0]?.name, sides[1]?.name];
}
