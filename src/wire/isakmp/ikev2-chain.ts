/** The payloads of an IKEv2 message as far as their generic headers go (RFC 7296 3.2). */

import { LIMITS } from '../../base/limits.ts';
import { bits, type Codec, enumeration, type Reader, rest, u8 } from '../codec.ts';
import { IKEV2_PAYLOAD, IKEV2_PAYLOADS } from '../numbers/ikev2.ts';

/** One payload, its body unread. */
export interface Ikev2Payload {
  readonly type: number;
  readonly next: number;
  readonly flags: { readonly critical: number; readonly reserved: number };
  readonly body: Uint8Array;
}

const HEADER_OCTETS = 4;
const next = enumeration(u8, IKEV2_PAYLOADS);
const flags = bits(u8, { critical: 1, reserved: 7 });

/**
 * The payloads of a message whose header announces `first`. An encrypted payload is the last one:
 * the type that it announces lies inside of it (RFC 7296 3.14).
 */
export function ikev2Chain(first: number): Codec<Ikev2Payload[]> {
  return {
    what: 'a chain of IKEv2 payloads',
    read(reader) {
      const payloads: Ikev2Payload[] = [];
      reader.note('list');
      for (let type = first; type !== 0; ) {
        if (payloads.length === LIMITS.payloadsPerMessage) {
          reader.fail('too-many', `more than ${LIMITS.payloadsPerMessage} payloads`);
        }
        reader.enter(payloads.length);
        reader.note('group', undefined, IKEV2_PAYLOADS.nameOf(type));
        const payload = readPayload(type, reader);
        reader.leave();
        payloads.push(payload);
        const encrypted = type === IKEV2_PAYLOAD.SK || type === IKEV2_PAYLOAD.SKF;
        type = encrypted ? 0 : payload.next;
      }
      return payloads;
    },
    write(writer, payloads) {
      for (const payload of payloads) {
        const start = writer.length;
        next.write(writer, payload.next);
        flags.write(writer, payload.flags);
        writer.number(0, 2);
        writer.put(payload.body);
        writer.patch(start + 2, writer.length - start, 2);
      }
    },
    generate: (draws) =>
      first === 0
        ? []
        : [
            {
              type: first,
              next: 0,
              flags: flags.generate(draws),
              body: rest.generate(draws),
            },
          ],
  };
}

function readPayload(type: number, reader: Reader): Ikev2Payload {
  reader.enter('nextPayload');
  const following = next.read(reader);
  reader.leave();
  reader.enter('flags');
  const set = flags.read(reader);
  reader.leave();
  reader.enter('length');
  const at = reader.at;
  const length = reader.number(2, false, 'a generic payload header');
  if (length < HEADER_OCTETS || length - HEADER_OCTETS > reader.left) {
    const room = reader.left + HEADER_OCTETS;
    reader.fail('bad-length', `a payload of ${length} octets, but ${room} are left`, at);
  }
  reader.note('length', length);
  reader.leave();
  const outer = reader.narrow(length - HEADER_OCTETS);
  reader.enter('body');
  const body = rest.read(reader);
  reader.leave();
  reader.restore(outer, 'an IKEv2 payload');
  return { type, next: following, flags: set, body };
}
