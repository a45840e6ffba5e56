/** The exchange as it happens: two columns of hosts, arrows between, the RFC's notation on them. */

import type { Instant } from '../base/time.ts';
import type { HostEvent } from '../host/events.ts';
import { eventText, folded } from './event-text.ts';
import { COLUMNS, NO_COLOUR, type Palette, wrap } from './text.ts';

export interface LadderColumn {
  /** The name of the host. */
  readonly name: string;
  /** Shown beside the name, for example an address. */
  readonly note?: string;
  /** Whether its events come in too. Of a host that is not observed only what the other sees is drawn. */
  readonly observed: boolean;
}

export interface LadderOptions {
  readonly left: LadderColumn;
  readonly right: LadderColumn;
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
  readonly palette?: Palette;
  /** Time zero; the first event unless said. */
  readonly startedAt?: Instant;
}

type Message = Extract<HostEvent, { kind: 'isakmp-sent' | 'isakmp-received' }>;
type Direction = 'right' | 'left';

/** `   0.000 ` */
const TIME_COLUMNS = 9;
/** Between the two bars. */
const INNER_COLUMNS = COLUMNS - TIME_COLUMNS - 2;
const LABEL_COLUMNS = INNER_COLUMNS - 4;
const REMARK_COLUMNS = Math.floor(INNER_COLUMNS * 0.8) - 4;
/** A ladder shows what happens; the log and the failure say everything. */
const REMARK_LINES = 4;

/** What else than messages is worth a line between the bars. */
const NOTED: ReadonlySet<HostEvent['kind']> = new Set([
  'isakmp-dropped',
  'main-mode-established',
  'main-mode-failed',
  'main-mode-ended',
  'quick-mode-established',
  'quick-mode-failed',
  'quick-mode-ended',
  'notify-received',
  'peer-dead',
  'peer-restarted',
  'peer-suspected',
  'fell-back-to-clear',
  'delete-ignored',
  'unknown-spi',
  'nat-detected',
  'port-floated',
  'packet-dropped',
  'sa-expired',
  'driver-mode',
  'soft-sa-added',
  'soft-sa-removed',
  'sa-refused',
  'echo-reply',
  'udp-received',
]);

/** Draws line by line. Events come in the order of their time. */
export class Ladder {
  readonly #options: LadderOptions;
  readonly #palette: Palette;
  #startedAt: Instant | undefined;
  #headed = false;
  #lastFailure = '';

  constructor(options: LadderOptions) {
    this.#options = options;
    this.#palette = options.palette ?? NO_COLOUR;
    this.#startedAt = options.startedAt;
  }

  /** Draws an event, if it is one for the ladder. */
  note(event: HostEvent): void {
    const side = this.#sideOf(event.host);
    if (side === undefined) return;
    if (event.kind === 'isakmp-sent') this.#message(event, side === 'left' ? 'right' : 'left');
    else if (event.kind === 'isakmp-received') this.#received(event, side);
    else if (NOTED.has(event.kind) && !this.#saidAlready(event)) {
      this.#remark(event.at, side, eventText(event), isBad(event));
    }
  }

  /** A line of the teller's own, across both columns. */
  heading(text: string): void {
    this.#head();
    const title = ` ${text} `;
    const dashes = Math.max(0, INNER_COLUMNS - title.length);
    const before = Math.floor(dashes / 2);
    const line = `${'='.repeat(before)}${title}${'='.repeat(dashes - before)}`;
    this.#put(' '.repeat(TIME_COLUMNS), this.#palette.bold(line));
  }

  #received(event: Message, side: 'left' | 'right'): void {
    const sender = side === 'left' ? this.#options.right : this.#options.left;
    if (!sender.observed) this.#message(event, side);
    else if (event.kind === 'isakmp-received' && event.duplicate) {
      this.#remark(event.at, side, 'a duplicate: absorbed', false);
    }
  }

  /** `direction` is where the arrow points. */
  #message(event: Message, direction: Direction): void {
    const tag = event.encrypted ? ' encrypted ' : ' in clear ';
    const repeat = event.kind === 'isakmp-sent' ? event.repeat : 0;
    const again = repeat > 0 ? `, retransmission ${repeat}` : '';
    const number = event.number === 0 ? '' : ` ${event.number}`;
    const title = ` ${event.exchange}${number}${again}: `;
    const names = [event.encrypted ? 'HDR*' : 'HDR', ...folded(event.payloads)];
    const rows = fill(names, LABEL_COLUMNS - title.length - tag.length - 1, LABEL_COLUMNS - 4);
    const first = `${title}${rows[0]} `;
    const dashes = '-'.repeat(Math.max(1, LABEL_COLUMNS - first.length - tag.length));
    const colour = event.encrypted ? this.#palette.green : this.#palette.yellow;
    const body = `${first}${dashes}${colour(tag)}`;
    const arrow = direction === 'right' ? `--${body}->` : `<-${body}--`;
    this.#put(this.#time(event.at), repeat > 0 ? this.#palette.dim(arrow) : arrow);
    for (const row of rows.slice(1)) {
      this.#put(' '.repeat(TIME_COLUMNS), `      ${row}`.padEnd(INNER_COLUMNS));
    }
  }

  /** A remark stands at the side of the host that makes it. */
  #remark(at: Instant, side: 'left' | 'right', remark: string, bad: boolean): void {
    const colour = bad ? this.#palette.red : this.#palette.cyan;
    const lines = shortened(wrap(remark, REMARK_COLUMNS));
    const width = Math.max(...lines.map((line) => line.length));
    for (const [i, line] of lines.entries()) {
      const mark = i === 0 ? '* ' : '  ';
      const text = ` ${mark}${side === 'left' ? line : line.padEnd(width)} `;
      const placed = side === 'left' ? text.padEnd(INNER_COLUMNS) : text.padStart(INNER_COLUMNS);
      this.#put(i === 0 ? this.#time(at) : ' '.repeat(TIME_COLUMNS), colour(placed));
    }
  }

  /** A quick mode that fails because its main mode failed says nothing new. */
  #saidAlready(event: HostEvent): boolean {
    if (event.kind !== 'main-mode-failed' && event.kind !== 'quick-mode-failed') return false;
    const said = `${event.host}: ${event.failure.title}`;
    const already = event.kind === 'quick-mode-failed' && said === this.#lastFailure;
    this.#lastFailure = said;
    return already;
  }

  #sideOf(host: string): 'left' | 'right' | undefined {
    if (host === this.#options.left.name) return 'left';
    return host === this.#options.right.name ? 'right' : undefined;
  }

  #time(at: Instant): string {
    this.#startedAt ??= at;
    return `${((at - this.#startedAt) / 1000).toFixed(3).padStart(TIME_COLUMNS - 1)} `;
  }

  #put(time: string, inner: string): void {
    this.#head();
    const bar = this.#palette.dim('|');
    this.#options.write(`${this.#palette.dim(time)}${bar}${inner}${bar}`);
  }

  #head(): void {
    if (this.#headed) return;
    this.#headed = true;
    const text = ({ name, note }: LadderColumn): string =>
      note === undefined ? name : `${name} ${note}`;
    const left = text(this.#options.left);
    const right = text(this.#options.right);
    const gap = Math.max(1, INNER_COLUMNS + 2 - left.length - right.length);
    const head = `${'seconds'.padStart(TIME_COLUMNS - 1)} ${left}${' '.repeat(gap)}${right}`;
    this.#options.write(this.#palette.bold(head));
  }
}

function isBad(event: HostEvent): boolean {
  return event.kind.endsWith('failed') || event.kind.endsWith('dropped');
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= REMARK_LINES) return lines;
  const last = lines[REMARK_LINES - 1]!;
  return [...lines.slice(0, REMARK_LINES - 1), `${last.slice(0, REMARK_COLUMNS - 4)} ...`];
}

/** Names joined by commas in rows: the first of one width, the others of another. */
function fill(names: readonly string[], firstWidth: number, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const [i, name] of names.entries()) {
    const piece = i < names.length - 1 ? `${name},` : name;
    const longer = row === '' ? piece : `${row} ${piece}`;
    if (longer.length <= (rows.length === 0 ? firstWidth : width) || row === '') row = longer;
    else {
      rows.push(row);
      row = piece;
    }
  }
  rows.push(row);
  return rows;
}
