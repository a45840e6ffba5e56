/** The checks of an ISAKMP header before anything else is looked at (RFC 2408 5.1, 5.2). */

import { type Endpoint, endpointText } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import {
  decodeHeader,
  FLAG_AUTHENTICATION_ONLY,
  FLAG_COMMIT,
  FLAG_ENCRYPTION,
  HEADER_OCTETS,
  type IsakmpHeader,
} from '../wire/isakmp/header.ts';
import { drop, type EngineState } from './engine-state.ts';
import { isZeroCookie } from './isakmp-sa.ts';
import { refuseInClear } from './life/informational/clear-answers.ts';

/** RFC 2408 3.1: the other bits are zero. */
const KNOWN_FLAGS = FLAG_ENCRYPTION | FLAG_COMMIT | FLAG_AUTHENTICATION_ONLY;

/** The header of a message that may be looked at; what may not is counted, reported, and perhaps answered. */
export function checkedHeader(
  engine: EngineState,
  path: Path,
  datagram: Uint8Array,
): IsakmpHeader | undefined {
  if (datagram.length < HEADER_OCTETS || datagram.length > LIMITS.isakmpMessageOctets) {
    drop(
      engine,
      path,
      'malformed',
      `${datagram.length} octets from ${endpointText(path.remote)} are no ISAKMP message: its header alone has ${HEADER_OCTETS}`,
    );
    return undefined;
  }
  const header = decodeHeader(datagram);
  const fault = faultOf(header, datagram, path.remote);
  if (fault === undefined) return header;
  refuseInClear(engine, { header, datagram, path }, ...fault);
  return undefined;
}

type Fault = Parameters<typeof refuseInClear> extends [unknown, unknown, ...infer F] ? F : never;

function faultOf(
  header: IsakmpHeader,
  { length }: Uint8Array,
  remote: Endpoint,
): Fault | undefined {
  const { majorVersion, minorVersion } = header;
  // RFC 2408 3.1: a larger minor version than one's own is not accepted either.
  if (majorVersion !== 1 || minorVersion !== 0) {
    const name = majorVersion === 2 ? 'IKEv2' : `version ${majorVersion}.${minorVersion}`;
    const notify = majorVersion === 1 ? 'INVALID-MINOR-VERSION' : 'INVALID-MAJOR-VERSION';
    const advice = header.majorVersion === 2 ? '; let the peer use IKEv1' : '';
    const detail = `${endpointText(remote)} speaks ${name}; this host speaks IKEv1 (header, off=17)${advice}`;
    return ['invalid-version', detail, notify];
  }
  if (header.length !== length) {
    const detail = `the header from ${endpointText(remote)} claims ${header.length} octets, but there are ${length} (header.length, off=24)`;
    return ['malformed', detail, 'UNEQUAL-PAYLOAD-LENGTHS'];
  }
  if ((header.flags & ~KNOWN_FLAGS) !== 0) {
    const detail = `the header from ${endpointText(remote)} sets flags that ISAKMP does not know (header.flags, off=19)`;
    return ['malformed', detail, 'INVALID-FLAGS'];
  }
  if (isZeroCookie(header.initiatorCookie)) {
    const detail = `the initiator cookie from ${endpointText(remote)} is zero (header, off=0)`;
    return ['invalid-cookie', detail, 'INVALID-COOKIE'];
  }
  return undefined;
}
