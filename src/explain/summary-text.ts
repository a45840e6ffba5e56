/** A frame in one line. */

import type { Dissection } from './dissection.ts';
import { sinceText } from './time-text.ts';

/** Makes lines whose times count from the first frame. */
export class SummaryText {
  #start: Dissection['frame']['time'];

  line(dissection: Dissection): string {
    const { frame, source, destination, inside, protocol, info } = dissection;
    this.#start ??= frame.time;
    const time = frame.time && this.#start ? sinceText(frame.time, this.#start) : '-';
    const ends = source === '' ? '' : ` ${source} > ${destination}`;
    const head = `${String(frame.number).padStart(5)} ${time.padStart(11)}${ends}`;
    return `${head} ${inside}${protocol}${infoText(protocol, info)}${faultText(dissection)}`;
  }
}

function infoText(protocol: string, info: string): string {
  return info === '' || info === protocol ? '' : ` ${info}`;
}

function faultText({ layers }: Dissection): string {
  const faulty = layers.find((layer) => layer.fault !== undefined)?.fault;
  return faulty === undefined ? '' : ` !! ${faulty.detail} at off=${faulty.offset}`;
}
