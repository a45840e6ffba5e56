/** Events, results and pages as JSON without secrets, and events back from it. */

import { parseAddress } from '../base/address.ts';
import { EMPTY, toHex } from '../base/bytes.ts';
import { isAddress } from '../base/ip-address.ts';
import { Secret } from '../base/secret.ts';
import type { HostEvent } from '../host/events.ts';

/** JSON of any value of the boundary: addresses as text, octets as hexadecimal, secrets redacted. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (item instanceof Uint8Array) return toHex(item);
    if (isAddress(item)) return item.text;
    if (typeof item === 'bigint') return item.toString();
    return item;
  });
}

/**
 * An event as `toJson` wrote it: endpoints are whole again, keys are empty secrets.
 * Throws a TypeError or RangeError if it is none.
 */
export function eventFromJson(value: unknown): HostEvent {
  const event = value as Partial<HostEvent> | null;
  if (typeof event?.kind !== 'string' || typeof event.host !== 'string') {
    throw new TypeError('this is not an event: kind or host is missing');
  }
  return revive(value) as HostEvent;
}

/** Fields of events that hold keys. */
const KEY_FIELDS: ReadonlySet<string> = new Set([
  'cipherKey',
  'encryptionKey',
  'salt',
  'integrityKey',
]);

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const { address, port } = value as { readonly address?: unknown; readonly port?: unknown };
  if (typeof address === 'string' && typeof port === 'number') {
    return { address: parseAddress(address), port };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      KEY_FIELDS.has(key) ? new Secret(EMPTY) : revive(item),
    ]),
  );
}
