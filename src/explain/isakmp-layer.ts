/** ISAKMP messages: in clear, decrypted where a key is there, put together from fragments. */

import { toHex } from '../base/bytes.ts';
import { rest, struct } from '../wire/codec.ts';
import { type FragmentBody, isLastFragment } from '../wire/isakmp/fragment.ts';
import {
  FLAG_ENCRYPTION,
  HEADER_OCTETS,
  headerCodec,
  type IsakmpHeader,
} from '../wire/isakmp/header.ts';
import { ikev2Chain } from '../wire/isakmp/ikev2-chain.ts';
import type { DecodedPayload } from '../wire/isakmp/payload.ts';
import { payloadName } from '../wire/numbers/isakmp.ts';
import { sayAuthenticationMethods } from './authentication-words.ts';
import type { Context, Ends } from './context.ts';
import { sayCredentials } from './credential-words.ts';
import {
  addBuffer,
  addLayer,
  type Dissection,
  fault,
  type Layer,
  octetsOf,
  readInto,
  type Span,
} from './dissection.ts';
import { ikev2Words } from './ikev2-words.ts';
import { namedType, payloadsCodec } from './payload-kinds.ts';
import { exchangeWords, type NamedPayload, payloadWords } from './words.ts';

/** Where the length stands in the header. */
const LENGTH_AT = 24;

const ciphertext = struct('an encrypted message', { encrypted: rest });

/** Explains an ISAKMP message that fills a span. */
export function explainIsakmp(context: Context, into: Dissection, span: Span, ends: Ends): void {
  const layer = addLayer(into, 'isakmp', 'ISAKMP', span);
  if (layer === undefined) return;
  const { value: header } = readInto(into, layer, headerCodec, span, context.tracing);
  if (header === undefined) return;
  layer.title = `ISAKMP ${exchangeWords(header.exchangeType)}`;
  into.protocol = 'ISAKMP';
  const octets = octetsOf(into, span);
  const digest = toHex(context.provider.hash('sha1', octets));
  const first = context.seen.get(digest);
  if (first === undefined) context.seen.set(digest, into.frame.number);
  else if (first !== into.frame.number) layer.notes.push(`the same octets as in frame ${first}`);
  const end = messageEnd(layer, header, span);
  const body = { ...span, start: span.start + HEADER_OCTETS, end };
  if (header.majorVersion === 2) explainIkev2(context, into, layer, header, body);
  else if (header.majorVersion !== 1) {
    const version = `${header.majorVersion}.${header.minorVersion}`;
    layer.fault ??= fault(
      'bad-value',
      span.start + 17,
      `version ${version} is not known`,
      'version',
    );
  } else if ((header.flags & FLAG_ENCRYPTION) !== 0) {
    explainEncrypted(context, into, layer, header, body, digest, ends);
  } else explainClear(context, into, layer, header, body, ends);
  if (into.info === '' || layer.title.startsWith(into.info))
    into.info = exchangeWords(header.exchangeType);
}

/** Where the message ends: by its own length, or where the datagram does. */
function messageEnd(layer: Layer, header: IsakmpHeader, span: Span): number {
  const have = span.end - span.start;
  if (header.length === have) return span.end;
  const detail = `the message claims ${header.length} octets, but there are ${have}`;
  layer.fault ??= fault('bad-length', span.start + LENGTH_AT, detail, 'length');
  const claimed = span.start + Math.max(header.length, HEADER_OCTETS);
  return Math.min(claimed, span.end);
}

function explainIkev2(
  context: Context,
  into: Dissection,
  layer: Layer,
  header: IsakmpHeader,
  body: Span,
): void {
  layer.title = `IKEv2 ${ikev2Words(header)}`;
  layer.notes.push('Espial names the payloads of IKEv2 and does not read them');
  const { value } = readInto(into, layer, ikev2Chain(header.nextPayload), body, context.tracing);
  into.protocol = 'IKEv2';
  into.info = ikev2Words(header);
  if (value !== undefined) into.info += `: ${payloadWords(value, true)}`;
}

function explainClear(
  context: Context,
  into: Dissection,
  layer: Layer,
  header: IsakmpHeader,
  body: Span,
  ends: Ends,
): void {
  const payloads = explainPayloads(context, into, layer, header, body);
  into.info = `${exchangeWords(header.exchangeType)}: ${payloadList(header, payloads, layer)}`;
  if (payloads === undefined) return;
  context.sessions.learn(header, payloads);
  const fragment =
    payloads.length === 1 && payloads[0]!.kind === 'fragment' ? payloads[0] : undefined;
  if (fragment?.kind === 'fragment') explainFragment(context, into, layer, header, fragment, ends);
}

function explainPayloads(
  context: Context,
  into: Dissection,
  layer: Layer,
  header: IsakmpHeader,
  body: Span,
): readonly DecodedPayload[] | undefined {
  const codec = payloadsCodec(header.nextPayload, header.exchangeType);
  const { value } = readInto(into, layer, codec, body, context.tracing);
  if (value !== undefined && context.tracing) {
    sayAuthenticationMethods(layer, value.payloads);
    sayCredentials(layer);
  }
  return value?.payloads;
}

function payloadList(
  { nextPayload, exchangeType }: IsakmpHeader,
  payloads: readonly DecodedPayload[] | undefined,
  layer: Layer,
): string {
  if (payloads === undefined)
    return `${payloadName(nextPayload)}, malformed: ${layer.fault?.detail ?? ''}`;
  if (payloads.length === 0) return 'no payloads';
  const named = payloads.map((payload): NamedPayload => {
    const type = namedType(payload.type, exchangeType);
    if (payload.kind === 'notify') return { type, notifyType: payload.notifyType };
    return payload.kind === 'delete' ? { type, spis: payload.spis } : { type };
  });
  return payloadWords(named);
}

function explainEncrypted(
  context: Context,
  into: Dissection,
  layer: Layer,
  header: IsakmpHeader,
  body: Span,
  digest: string,
  ends: Ends,
): void {
  readInto(into, layer, ciphertext, body, context.tracing);
  const message = octetsOf(into, { ...body, start: body.start - HEADER_OCTETS });
  const keys = context.keys.ikeKeys(toHex(header.initiatorCookie));
  const answer = context.sessions.decrypt(header, message, digest, keys);
  const exchange = exchangeWords(header.exchangeType);
  if ('why' in answer) {
    into.info = `${exchange}: encrypted`;
    if (answer.wrong) layer.fault ??= fault('not-decrypted', body.start, answer.why);
    else if (context.keys.size > 0) layer.notes.push(`not decrypted: ${answer.why}`);
    return;
  }
  layer.notes.push(`decrypted by ${answer.cipher}`);
  const plain = addBuffer(into, 'decrypted ISAKMP', answer.plaintext);
  const inner = addLayer(into, 'isakmp-decrypted', 'decrypted payloads', plain);
  if (inner === undefined) return;
  into.protocol = 'ISAKMP';
  const payloads = explainPayloads(context, into, inner, header, plain);
  into.info = `${exchange}*: ${payloadList(header, payloads, inner)}`;
  const only = payloads?.length === 1 ? payloads[0] : undefined;
  if (only?.kind === 'fragment') explainFragment(context, into, inner, header, only, ends);
}

/** MS-IKEE 2.2.3.1: the data of all fragments together is a message with a header of its own. */
function explainFragment(
  context: Context,
  into: Dissection,
  layer: Layer,
  header: IsakmpHeader,
  fragment: FragmentBody,
  ends: Ends,
): void {
  const { fragmentId, number, data } = fragment;
  const last = isLastFragment(fragment);
  into.info = `${exchangeWords(header.exchangeType)}: fragment ${number}${last ? ', the last' : ''}`;
  if (number === 0) {
    layer.notes.push('fragments count from 1');
    return;
  }
  const key = `${toHex(ends.source)}${toHex(header.initiatorCookie)}/${fragmentId}`;
  const whole = context.messages.add(key, { at: number - 1, octets: data, last });
  if (whole === undefined) return;
  layer.notes.push(`with this fragment the message is whole: ${whole.length} octets`);
  explainIsakmp(context, into, addBuffer(into, 'reassembled ISAKMP message', whole), ends);
}
