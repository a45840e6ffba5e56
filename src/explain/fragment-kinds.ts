/** What fragments are of: the first one shows it, and the others follow it. */

import { readU16, readU32 } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { type Dissection, type FragmentOf, octetsOf } from './dissection.ts';
import type { TrafficKind } from './protection.ts';
import { Recent } from './recent.ts';

const UDP_OCTETS = 8;
const IKE_PORT = 500;
const NATT_PORT = 4500;

export class FragmentKinds {
  readonly #known = new Recent<string, TrafficKind>(LIMITS.protectionFragments);

  /** What a fragment belongs to; undefined while its first fragment has not come. */
  kindOf(dissection: Dissection, fragment: FragmentOf): TrafficKind | undefined {
    if (fragment.offset > 0) return this.#known.get(fragment.name);
    const kind = kindOfFirst(dissection, fragment);
    this.#known.set(fragment.name, kind);
    return kind;
  }
}

/** By the ports of UDP, and on the one that ESP and IKE share by the marker (RFC 3948 2.2). */
function kindOfFirst(dissection: Dissection, { protocol, payload }: FragmentOf): TrafficKind {
  const octets = octetsOf(dissection, payload);
  if (protocol !== PROTOCOL_NUMBER.udp || octets.length < UDP_OCTETS) return 'clear';
  const ports = [readU16(octets, 0), readU16(octets, 2)];
  if (ports.includes(IKE_PORT)) return 'ike';
  if (!ports.includes(NATT_PORT) || octets.length < UDP_OCTETS + 4) return 'clear';
  return readU32(octets, UDP_OCTETS) === 0 ? 'ike' : 'esp';
}
