/** Places and fields in a message: the words for them, and how wide they are. */

import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { FieldWord, PayloadWord, Place } from './fault.ts';
import { FaultWordsError, type Words } from './lexer.ts';
import { isNumber, ordinalAt, ordinalText, takeNumber } from './quantities.ts';

/** Payload types that a word stands for, and what else may be written; the first is written back. */
export const PAYLOADS: readonly (readonly [
  PayloadWord,
  readonly number[],
  ...(readonly string[])[],
])[] = [
  ['header', [], ['header'], ['isakmp', 'header']],
  ['sa', [PAYLOAD.SA], ['sa'], ['security', 'association']],
  ['ke', [PAYLOAD.KE], ['ke'], ['key', 'exchange']],
  ['id', [PAYLOAD.ID], ['id'], ['identification'], ['identity']],
  ['cert', [PAYLOAD.CERT], ['cert'], ['certificate']],
  ['certreq', [PAYLOAD.CR], ['certreq'], ['certificate', 'request']],
  ['hash', [PAYLOAD.HASH], ['hash']],
  ['sig', [PAYLOAD.SIG], ['sig'], ['signature']],
  ['nonce', [PAYLOAD.NONCE], ['nonce']],
  ['notify', [PAYLOAD.N], ['notify'], ['notification']],
  ['delete', [PAYLOAD.D], ['delete']],
  ['vid', [PAYLOAD.VID], ['vid'], ['vendor', 'id']],
  ['attributes', [PAYLOAD.ATTRIBUTES], ['attributes'], ['configuration']],
  ['nat-d', [PAYLOAD.NAT_D, PAYLOAD.NAT_D_DRAFT], ['nat-d']],
  ['nat-oa', [PAYLOAD.NAT_OA, PAYLOAD.NAT_OA_DRAFT], ['nat-oa']],
  ['gss', [PAYLOAD.GSS], ['gss']],
];

/** Offsets and octets of header fields: of ISAKMP's header, of ESP's (AH has the same behind 4 octets). */
export const FIELDS: ReadonlyMap<
  FieldWord,
  { readonly of: 'ike' | 'ipsec'; readonly at: number; readonly octets: number }
> = new Map([
  ['initiator cookie', { of: 'ike', at: 0, octets: 8 }],
  ['responder cookie', { of: 'ike', at: 8, octets: 8 }],
  ['next payload', { of: 'ike', at: 16, octets: 1 }],
  ['version', { of: 'ike', at: 17, octets: 1 }],
  ['exchange type', { of: 'ike', at: 18, octets: 1 }],
  ['flags', { of: 'ike', at: 19, octets: 1 }],
  ['message id', { of: 'ike', at: 20, octets: 4 }],
  ['length', { of: 'ike', at: 24, octets: 4 }],
  ['spi', { of: 'ipsec', at: 0, octets: 4 }],
  ['sequence number', { of: 'ipsec', at: 4, octets: 4 }],
] as const);

const MOST_OCTETS = 64;

/** `byte 4`, `byte 4 of hash`, `byte 1 of the second id`; the words `in` or `of` before the subject follow. */
export function acceptPlace(words: Words): Place | undefined {
  if (!words.accept('byte') && !words.accept('octet')) return undefined;
  const byte = takeNumber(words, 'the number of an octet', 1, 65_535);
  if (!words.accept('of'))
    words.fail(
      '"of"',
      ['of'],
      'Write "byte 4 of main mode 1" or "byte 4 of hash in quick mode 2".',
    );
  const mark = words.mark();
  const payload = acceptPayload(words);
  if (payload === undefined) {
    words.goBack(mark);
    return { byte };
  }
  return { byte, payload };
}

/** A payload with `in` behind it; where it is none, the words are anywhere. */
function acceptPayload(words: Words): Place['payload'] {
  while (words.accept('the') || words.accept('a'));
  const nth = ordinalAt(words);
  if (nth !== undefined) words.take();
  for (const [name, , ...spellings] of PAYLOADS) {
    for (const spelling of [...spellings].reverse()) {
      const mark = words.mark();
      if (words.accept(...spelling)) {
        words.accept('payload');
        if (words.accept('in')) return { name, nth: nth ?? 1 };
      }
      words.goBack(mark);
    }
  }
  return undefined;
}

export function placeText({ byte, payload }: Place): string {
  if (payload === undefined) return `byte ${byte} of`;
  const nth = payload.nth === 1 ? '' : `${ordinalText(payload.nth)} `;
  return `byte ${byte} of ${nth}${payload.name} in`;
}

/** A header field and the `of` behind it. */
export function takeField(words: Words): FieldWord {
  words.accept('the');
  for (const field of FIELDS.keys()) {
    if (!words.accept(...field.split(' '))) continue;
    if (!words.accept('of')) words.fail('"of"', ['of'], `Write "change ${field} of ... to ...".`);
    return field;
  }
  const known = [...FIELDS.keys()];
  return words.fail(
    'the name of a field',
    known.flatMap((field) => field.split(' ')),
    `The fields are ${known.join(', ')}; or write "byte 4 of hash in ...".`,
  );
}

/** A value as digits of so many octets; without `octets`, of as many as are written. */
export function takeValue(words: Words, what: string, octets: number | undefined): string {
  const { column } = words;
  if (!isNumber(words.peek()))
    words.fail('a value', [], 'Write a number such as 7, or digits such as 0x1f.');
  const text = words.take().toLowerCase();
  const digits = text.startsWith('0x')
    ? evenly(text.slice(2))
    : evenly(BigInt(text.slice(0, 40)).toString(16));
  const room = octets ?? MOST_OCTETS;
  const short = octets === undefined ? digits : digits.replace(/^(00)+(?=..)/, '');
  if (short.length <= room * 2)
    return octets === undefined ? digits : short.padStart(octets * 2, '0');
  throw new FaultWordsError(
    column,
    `${text.slice(0, 30)} does not fit into ${what}.`,
    `There is room for ${room} ${room === 1 ? 'octet' : 'octets'}.`,
  );
}

function evenly(digits: string): string {
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}
