/** GSS-API tokens whose clear parts are known: for explanations, which name every field. */

import { type Codec, DecodeError, decode, mapped, rest, struct } from '../codec.ts';
import { isStubToken, type StubToken, stubToken } from '../kerberos-stub.ts';

/** A GSS payload; its data is an object where it is a token of the stub realm, else octets. */
export interface ExplainedGss {
  readonly data: object;
}

const octets: Codec<object> = mapped(
  rest,
  (value): object => value,
  (value) => value as Uint8Array,
);

const data: Codec<object> = {
  what: 'a GSS-API token',
  read(reader, scope) {
    const token = reader.bytes.subarray(reader.at, reader.end);
    return (isToken(token) ? (stubToken as Codec<object>) : octets).read(reader, scope);
  },
  write(writer, value, scope) {
    if (value instanceof Uint8Array) octets.write(writer, value, scope);
    else stubToken.write(writer, value as StubToken, scope);
  },
  generate: (draws, scope) => stubToken.generate(draws, scope),
};

/** The payload of messages with GSS-API tokens (draft-ietf-ipsec-isakmp-gss-auth). */
export const explainedGssCodec: Codec<ExplainedGss> = struct('a GSS-API token', { data });

/** Octets that only begin like a token are shown as octets: the message itself is not at fault. */
function isToken(token: Uint8Array): boolean {
  if (!isStubToken(token)) return false;
  try {
    decode(stubToken, token);
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}
