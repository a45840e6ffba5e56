/** A digest of a whole play: every datagram and every event, in their order. */

import { createHash } from 'node:crypto';
import { endpointText } from '../../base/address.ts';
import type { HostEvent } from '../../host/events.ts';
import { toJson } from '../../net/event-json.ts';
import type { Flight } from '../../sim/link.ts';

/** SHA-256 over time, path and octets of each datagram, and over each event without its secrets. */
export class TraceHash {
  readonly #hash = createHash('sha256');

  flight({ sentAt, sender, path, bytes }: Flight): void {
    const way = `${path.carrier} ${endpointText(path.local)} ${endpointText(path.remote)}`;
    this.#hash.update(`flight ${sentAt} ${sender} ${way} ${bytes.length}\n`).update(bytes);
  }

  event(event: HostEvent): void {
    this.#hash.update(`event ${toJson(event)}\n`);
  }

  /** The digest so far, in hexadecimal digits. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
