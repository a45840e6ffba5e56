/** Reading tokens that strangers made. */

import { toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { type Codec, DecodeError, decode } from '../../wire/codec.ts';
import { type StubTokenKind, type StubTokenOf, stubToken } from '../../wire/kerberos-stub.ts';
import { STUB_TOKEN, STUB_TOKENS } from '../../wire/numbers/kerberos-stub.ts';
import { type Failed, malformed } from './problems.ts';

/** A token of the kind that belongs here, or what is wrong with the octets. */
export function readToken<K extends StubTokenKind>(
  octets: Uint8Array,
  kind: K,
): StubTokenOf<K> | Failed {
  if (octets.length > LIMITS.gssTokenOctets) {
    return malformed(
      `It has ${octets.length} octets, and ${LIMITS.gssTokenOctets} is the most that is read.`,
    );
  }
  try {
    const token: { readonly kind: StubTokenKind } = decode(stubToken, octets);
    if (token.kind === kind) return token as StubTokenOf<K>;
    const expected = STUB_TOKENS.nameOf(STUB_TOKEN[kind]);
    const found = STUB_TOKENS.nameOf(STUB_TOKEN[token.kind]);
    return malformed(`It is a ${found} of the stub realm where a ${expected} belongs.`);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const foreign = foreignMechanism(octets);
    return malformed(
      foreign === undefined
        ? `It is no token of Espial's stub realm: ${error.detail} (octet ${error.offset}).`
        : `It is a token of ${foreign}. This host has Espial's stub realm, which reads only its own tokens.`,
    );
  }
}

/** The value of what was sealed, or undefined where the holder of the key sealed nonsense. */
export function readContent<T>(codec: Codec<T>, octets: Uint8Array): T | undefined {
  try {
    return decode(codec, octets);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}

/** Object identifiers in DER that begin the tokens of real mechanisms (RFC 2743 3.1). */
const MECHANISMS: readonly (readonly [string, string])[] = [
  ['06092a864886f712010202', 'Kerberos V5'],
  ['06092a864882f712010202', "Kerberos V5 under Microsoft's number"],
  ['06062b0601050502', 'SPNEGO'],
];
const NTLM = '4e544c4d53535000';

/** The real mechanism that a token is of, if it looks like one. */
function foreignMechanism(octets: Uint8Array): string | undefined {
  const start = toHex(octets.subarray(0, 20));
  if (start.startsWith(NTLM)) return 'NTLM';
  const named = MECHANISMS.find(([oid]) => {
    const at = start.indexOf(oid);
    return start.startsWith('60') && at >= 4 && at <= 12;
  });
  return named?.[1];
}
