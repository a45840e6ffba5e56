/** The one error that a decoder throws, whatever the bytes. */

/**
 * What is wrong with the bytes.
 * - `truncated`: a field needs more octets than there are;
 * - `trailing`: octets are left over where a structure must fill its room;
 * - `bad-length`: a length field contradicts what is there;
 * - `bad-count`: a count field contradicts what is there;
 * - `bad-value`: a value that the format forbids;
 * - `bad-checksum`: a checksum that does not match;
 * - `too-many`: more elements than a bound of LIMITS allows.
 */
export type DecodeErrorCode =
  | 'truncated'
  | 'trailing'
  | 'bad-length'
  | 'bad-count'
  | 'bad-value'
  | 'bad-checksum'
  | 'too-many';

/** Bytes that are not what they should be: what, where (absolute offset and path) and a sentence. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code: DecodeErrorCode;
  /** Offset in the bytes that were given to `decode`. */
  readonly offset: number;
  /** For example `payloads[1].sa.proposals[0].transforms`; empty at the top. */
  readonly path: string;
  readonly detail: string;

  constructor(code: DecodeErrorCode, offset: number, path: string, detail: string) {
    super(`${code} at ${path === '' ? 'the top' : path}, off=${offset}: ${detail}`);
    this.code = code;
    this.offset = offset;
    this.path = path;
    this.detail = detail;
  }
}
