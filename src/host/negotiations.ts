/** What the engine has been asked for and has not answered yet, read off its events. */

import type { IkeEvent } from '../ike/events.ts';

type QuickModeFailed = Extract<IkeEvent, { kind: 'quick-mode-failed' }>;

export class Negotiations {
  readonly #acquiring = new Set<string>();
  readonly #quickModes = new Set<string>();

  /** Policy entries whose outcome is open. */
  get acquiring(): number {
    return this.#acquiring.size;
  }

  get quickModes(): number {
    return this.#quickModes.size;
  }

  /** The engine is asked for a policy entry. False if it is at it already. */
  asked(policy: string): boolean {
    if (this.#acquiring.has(policy)) return false;
    this.#acquiring.add(policy);
    return true;
  }

  /** The engine has answered for a policy entry. False if nobody had asked: it renewed a pair by itself. */
  answered(policy: string): boolean {
    return this.#acquiring.delete(policy);
  }

  /**
   * Whether a failure is that of a quick mode that this host began: only that is an outcome. One
   * that the peer began may fail for the same policy entry while this host's own goes on.
   */
  isOwn({ messageId, role }: QuickModeFailed): boolean {
    const neverBegan = messageId === 0;
    return neverBegan || role === 'initiator';
  }

  note(event: IkeEvent): void {
    switch (event.kind) {
      case 'quick-mode-started':
        this.#quickModes.add(keyOf(event));
        return;
      case 'quick-mode-established':
      case 'quick-mode-failed':
        this.#quickModes.delete(keyOf(event));
        return;
    }
  }
}

function keyOf(event: {
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  readonly messageId: number;
}): string {
  const { initiatorCookie, responderCookie, messageId } = event;
  // As two characters: to write a number of 32 bits in digits takes 1 us.
  const id = String.fromCharCode(messageId >>> 16, messageId & 0xffff);
  return `${initiatorCookie}${responderCookie}${id}`;
}
