/**
 * The tokens of Espial's stub realm, as far as they are in clear (docs/kerberos.md). They are not
 * Kerberos' own and begin with words that say so. What is sealed stands last in each: everything
 * before it is authenticated with it.
 */

import { equal, utf8, utf8Text } from '../base/bytes.ts';
import {
  bytes,
  type Codec,
  enumeration,
  type Infer,
  lengthOf,
  pick,
  type Reader,
  rest,
  restShown,
  struct,
  u8,
  u16,
  u32,
} from './codec.ts';
import { STUB_DIRECTIONS, STUB_ERRORS, STUB_TOKEN, STUB_TOKENS } from './numbers/kerberos-stub.ts';

/** How every token of the stub begins: words, a line end, and the version of the format. */
const MAGIC = utf8('ESPIAL STUB, NOT KERBEROS\n');
const VERSION = 1;

/** A name of the realm in UTF-8, as octets: they are compared, their text is for people. */
const name: Codec<Uint8Array> = restShown((value) => utf8Text(value));

/** A ticket: whose it is stands inside, sealed under the key of the service that it is for. */
export const stubTicket = struct('a ticket', {
  realmLength: lengthOf('realm', u8),
  realm: name,
  serviceLength: lengthOf('service', u8),
  service: name,
  /** Says which key it is sealed under, and nothing about the key. */
  keyCheck: bytes(8, 'a key check value'),
  nonce: bytes(12, 'a nonce'),
  sealedLength: lengthOf('sealed', u16),
  sealed: rest,
});
export type StubTicket = Infer<typeof stubTicket>;

const ticketRequest = struct('a ticket request', {
  realmLength: lengthOf('realm', u8),
  realm: name,
  clientLength: lengthOf('client', u8),
  client: name,
  serviceLength: lengthOf('service', u8),
  service: name,
  nonce: bytes(12, 'a nonce'),
  sealedLength: lengthOf('sealed', u16),
  sealed: rest,
});

const ticketAnswer = struct('a ticket answer', {
  ticketLength: lengthOf('ticket', u16),
  ticket: stubTicket,
  nonce: bytes(12, 'a nonce'),
  sealedLength: lengthOf('sealed', u16),
  sealed: rest,
});

const refusal = struct('a refusal', { error: enumeration(u8, STUB_ERRORS), serviceSeconds: u32 });

const contextRequest = struct('a context request', {
  ticketLength: lengthOf('ticket', u16),
  ticket: stubTicket,
  nonce: bytes(12, 'a nonce'),
  sealedLength: lengthOf('sealed', u16),
  sealed: rest,
});

const contextAnswer = struct('a context answer', {
  nonce: bytes(12, 'a nonce'),
  sealedLength: lengthOf('sealed', u16),
  sealed: rest,
});

const wrapped = struct('a wrapped message', {
  direction: enumeration(u8, STUB_DIRECTIONS),
  sequence: u32,
  sealedLength: lengthOf('sealed', u16),
  sealed: rest,
});

const BODIES = { ticketRequest, ticketAnswer, refusal, contextRequest, contextAnswer, wrapped };

type Bodies = typeof BODIES;
export type StubTokenKind = keyof Bodies;

/** A token of one kind. */
export type StubTokenOf<K extends StubTokenKind> = { readonly kind: K } & Infer<Bodies[K]>;
export type StubToken = { [K in StubTokenKind]: StubTokenOf<K> }[StubTokenKind];

/** Whether octets begin as every token of the stub does. */
export function isStubToken(octets: Uint8Array): boolean {
  return equal(octets.subarray(0, MAGIC.length), MAGIC);
}

/** Any token of the stub realm. */
export const stubToken: Codec<StubToken> = {
  what: 'a token of the stub realm',
  read(reader) {
    readStart(reader);
    reader.enter('kind');
    const at = reader.at;
    const number = reader.number(1, false, 'the kind of a token');
    if (reader.tracing) reader.note('choice', number, STUB_TOKENS.nameOf(number));
    const entry = STUB_TOKENS.entryOf(number);
    if (entry === undefined) return reader.fail('bad-value', `${number} is no kind of token`, at);
    reader.leave();
    const kind = entry.key as StubTokenKind;
    return { kind, ...(BODIES[kind] as Codec<object>).read(reader) } as StubToken;
  },
  write(writer, value) {
    writer.put(MAGIC);
    writer.number(VERSION, 1);
    writer.number(STUB_TOKEN[value.kind], 1);
    (BODIES[value.kind] as Codec<object>).write(writer, value);
  },
  generate(draws) {
    const kind = pick(draws, Object.keys(BODIES) as StubTokenKind[]);
    return { kind, ...(BODIES[kind] as Codec<object>).generate(draws) } as StubToken;
  },
};

function readStart(reader: Reader): void {
  reader.enter('magic');
  const start = reader.at;
  const magic = reader.take(MAGIC.length, 'the beginning of a token');
  if (!equal(magic, MAGIC)) {
    reader.fail('bad-value', 'these are not the words that begin a token of the stub realm', start);
  }
  if (reader.tracing) reader.note('octets', magic, utf8Text(magic).trimEnd());
  reader.leave();
  reader.enter('version');
  const at = reader.at;
  const version = reader.number(1, false, 'the version of a token');
  reader.note('number', version);
  if (version !== VERSION) {
    reader.fail('bad-value', `version ${version} of the format is not known, only ${VERSION}`, at);
  }
  reader.leave();
}
