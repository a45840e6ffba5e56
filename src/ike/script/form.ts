/**
 * RFC 2409's own notation of a message, made executable: `HDR*, HASH(1), SA, Ni [, KE ] [, IDci, IDcr ]`.
 * Every message, received or built, is checked against its form; the ladder uses the same names.
 */

import type { Payload } from '../../wire/isakmp/payload.ts';
import { deleteText, notifyText } from './payload-text.ts';

/** One payload of a form: its name in the RFC and its kind on the wire. */
interface FormPayload {
  readonly name: string;
  readonly kind: Payload['kind'];
}

/** A parsed form. */
export interface Form {
  readonly text: string;
  readonly encrypted: boolean;
  /** `HDR[*]`: it is built encrypted, and taken in clear too. */
  readonly clearAllowed: boolean;
  readonly required: readonly FormPayload[];
  /** Groups that are there whole or not at all. */
  readonly optional: readonly (readonly FormPayload[])[];
  /** All of them in order, a bit each in the masks below: no form has so many that a number is short. */
  readonly places: readonly FormPayload[];
  readonly requiredMask: number;
  readonly optionalMasks: readonly number[];
}

const KIND_OF_NAME: Readonly<Record<string, Payload['kind']>> = {
  SA: 'sa',
  KE: 'ke',
  Ni: 'nonce',
  Nr: 'nonce',
  IDii: 'id',
  IDir: 'id',
  IDci: 'id',
  IDcr: 'id',
  HASH_I: 'hash',
  HASH_R: 'hash',
  'HASH(1)': 'hash',
  'HASH(2)': 'hash',
  'HASH(3)': 'hash',
  'HASH(4)': 'hash',
  SIG_I: 'sig',
  SIG_R: 'sig',
  CERT: 'cert',
  CERTREQ: 'certreq',
  GSS_I: 'gss',
  GSS_R: 'gss',
  'N/D': 'notify',
};

/** Payloads that may stand in any message beside its form: riders take them, the rest is ignored. */
const COMPANIONS: ReadonlySet<Payload['kind']> = new Set([
  'vendor-id',
  'notify',
  'delete',
  'nat-d',
  'nat-oa',
  'cert',
  'certreq',
  'unknown',
]);

const HEADERS: ReadonlySet<string> = new Set(['HDR', 'HDR*', 'HDR[*]']);

/** Every form that was ever parsed: the program has some dozens, and each message asks for one. */
const parsed = new Map<string, Form>();

/** Parses a form. Throws on notation that it does not know: forms are part of the program. */
export function parseForm(text: string): Form {
  let form = parsed.get(text);
  if (form === undefined) {
    form = newForm(text);
    parsed.set(text, form);
  }
  return form;
}

function newForm(text: string): Form {
  const optional: FormPayload[][] = [];
  const outside = text.replace(/\[([^*\]]+)\]/g, (_, inner: string) => {
    optional.push(payloadsOf(inner));
    return '';
  });
  const [header = '', ...names] = namesOf(outside);
  if (!HEADERS.has(header)) throw new Error(`form without HDR: ${text}`);
  const required = names.map(payloadOf);
  let behind = required.length;
  return {
    text,
    encrypted: header !== 'HDR',
    clearAllowed: header === 'HDR[*]',
    required,
    optional,
    places: [...required, ...optional.flat()],
    requiredMask: (1 << behind) - 1,
    optionalMasks: optional.map(({ length }) => {
      const mask = ((1 << length) - 1) << behind;
      behind += length;
      return mask;
    }),
  };
}

/** What is wrong with payloads in the light of a form, as a sentence; undefined where they fit. */
export function misfit(form: Form, payloads: readonly Payload[]): string | undefined {
  // Nearly all messages fit, and each is looked at: the words are looked for only where one does not.
  return fits(form, payloads) ? undefined : misfitInWords(form, payloads);
}

function fits(form: Form, payloads: readonly Payload[]): boolean {
  const [first, second] = form.required;
  if ((first?.kind === 'hash' || first?.kind === 'sa') && payloads[0]?.kind !== first.kind)
    return false;
  if (second?.kind === 'sa' && payloads[1]?.kind !== 'sa') return false;
  let taken = 0;
  for (const { kind } of payloads) {
    if (COMPANIONS.has(kind)) continue;
    const place = placeFor(form, kind, taken);
    if (place < 0) return false;
    taken |= 1 << place;
  }
  if ((taken & form.requiredMask) !== form.requiredMask) return false;
  return form.optionalMasks.every((mask) => (taken & mask) === 0 || (taken & mask) === mask);
}

/** The first place of a form for a kind of payload that is not taken yet; -1 where there is none. */
function placeFor({ places }: Form, kind: Payload['kind'], taken: number): number {
  for (let place = 0; place < places.length; place++)
    if (places[place]!.kind === kind && (taken & (1 << place)) === 0) return place;
  return -1;
}

function misfitInWords(form: Form, payloads: readonly Payload[]): string | undefined {
  const own = payloads.filter((payload) => !COMPANIONS.has(payload.kind));
  // RFC 2409 5.5 and 5.7 want HASH(1) to HASH(3) first; HASH_I and HASH_R may stand anywhere.
  if (form.required[0]?.name.startsWith('HASH(') && payloads[0]?.kind !== 'hash') {
    return `the first payload is not HASH (form: ${form.text})`;
  }
  if (form.required[1]?.kind === 'sa' && payloads[1]?.kind !== 'sa') {
    return `SA does not come right after HASH (form: ${form.text})`;
  }
  const counts = countKinds(own);
  for (const { name, kind } of form.required) {
    if (take(counts, kind) === undefined) return `${name} is missing (form: ${form.text})`;
  }
  // RFC 2409 5: in phase 1 the SA payload comes before all others.
  if (form.required[0]?.kind === 'sa' && payloads[0]?.kind !== 'sa') {
    return `SA is not the first payload (form: ${form.text})`;
  }
  for (const group of form.optional) {
    const there = group.filter(({ kind }) => take(counts, kind) !== undefined).length;
    if (there > 0 && there < group.length) {
      return `only ${there} of ${group.map((one) => one.name).join(', ')} (form: ${form.text})`;
    }
  }
  for (const [kind, count] of counts) {
    if (count > 0) return `${count} ${kind} payload(s) too many (form: ${form.text})`;
  }
  return undefined;
}

/** The RFC's names of a message's payloads in their order; companions by short names. */
export function payloadNames(form: Form | undefined, payloads: readonly Payload[]): string[] {
  let taken = 0;
  return payloads.map((payload) => {
    const place = form === undefined ? -1 : placeFor(form, payload.kind, taken);
    if (place < 0) return shortName(payload);
    taken |= 1 << place;
    return form!.places[place]!.name;
  });
}

const SHORT_NAMES: Readonly<Record<Payload['kind'], string>> = {
  sa: 'SA',
  ke: 'KE',
  id: 'ID',
  cert: 'CERT',
  certreq: 'CERTREQ',
  hash: 'HASH',
  sig: 'SIG',
  nonce: 'N',
  notify: 'N',
  delete: 'D',
  'vendor-id': 'VID',
  'nat-d': 'NAT-D',
  'nat-oa': 'NAT-OA',
  fragment: 'FRAGMENT',
  gss: 'GSS',
  unknown: '?',
};

function shortName(payload: Payload): string {
  switch (payload.kind) {
    case 'unknown':
      return `?${payload.type}`;
    case 'notify':
      return notifyText(payload);
    case 'delete':
      return deleteText(payload);
    default:
      return SHORT_NAMES[payload.kind];
  }
}

function namesOf(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function payloadsOf(text: string): FormPayload[] {
  return namesOf(text).map(payloadOf);
}

function payloadOf(name: string): FormPayload {
  const kind = KIND_OF_NAME[name];
  if (kind === undefined) throw new Error(`unknown payload in a form: ${name}`);
  return { name, kind };
}

function countKinds(payloads: readonly Payload[]): Map<Payload['kind'], number> {
  const counts = new Map<Payload['kind'], number>();
  for (const { kind } of payloads) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function take(counts: Map<Payload['kind'], number>, kind: Payload['kind']): number | undefined {
  const left = counts.get(kind) ?? 0;
  if (left === 0) return undefined;
  counts.set(kind, left - 1);
  return left;
}
