/** A ladder drawn while several processes report: their events are put in order first. */

import type { HostEvent } from '../host/events.ts';
import { systemNow } from '../net/clock.ts';
import { Ladder, type LadderColumn } from '../observe/ladder.ts';
import { EventMerger } from '../observe/merge.ts';
import type { Page } from './page.ts';

/** What one process tells may come this much later than it happened. */
const HOLD_MILLISECONDS = 80;
const DRAW_MILLISECONDS = 20;

export interface LiveLadderOptions {
  readonly page: Page;
  readonly left: LadderColumn;
  readonly right: LadderColumn;
  /** Which events are drawn; all unless said. */
  readonly wanted?: (event: HostEvent) => boolean;
}

export class LiveLadder {
  readonly #merger: EventMerger;
  readonly #wanted: (event: HostEvent) => boolean;
  readonly #timer: NodeJS.Timeout;

  constructor(options: LiveLadderOptions) {
    const { page, left, right } = options;
    const ladder = new Ladder({
      left,
      right,
      palette: page.palette,
      write: (line) => page.line(line),
    });
    this.#wanted = options.wanted ?? (() => true);
    this.#merger = new EventMerger(HOLD_MILLISECONDS, (event) => ladder.note(event));
    this.#timer = setInterval(() => this.#merger.advance(systemNow()), DRAW_MILLISECONDS);
  }

  note(event: HostEvent): void {
    if (this.#wanted(event)) this.#merger.push(event);
  }

  /** Waits for what is still on its way, draws it and ends. */
  async finish(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, HOLD_MILLISECONDS));
    this.end();
  }

  /** Draws what there is and ends at once. */
  end(): void {
    clearInterval(this.#timer);
    this.#merger.flush();
  }
}
