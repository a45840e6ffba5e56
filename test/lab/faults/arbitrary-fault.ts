/** Faults of every kind, for properties. */

import fc from 'fast-check';
import {
  type Action,
  type Fault,
  PAYLOAD_WORDS,
  type Place,
  type Subject,
  type SubjectKind,
} from '../../../src/lab/faults/fault.ts';
import { FIELDS } from '../../../src/lab/faults/places.ts';

const LAST: Partial<Record<SubjectKind, number>> = {
  'phase 1': 6,
  'main mode': 6,
  'aggressive mode': 3,
  'quick mode': 4,
  transaction: 9,
};
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const ordinal = fc.integer({ min: 1, max: 130 });
const octets = fc.integer({ min: 0, max: 65_535 });
const time = fc.integer({ min: 0, max: 1_000_000 });
const share = fc.integer({ min: 1, max: 1000 }).map((tenths) => tenths / 10 / 100);
const always = <T>(arbitrary: fc.Arbitrary<T>) => ({ arbitrary, always: true as const });

/** A record whose fields may be absent, but never undefined. */
function record<T>(fields: Record<string, fc.Arbitrary<unknown> | ReturnType<typeof always>>) {
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  const requiredKeys: string[] = [];
  for (const [key, field] of Object.entries(fields)) {
    const required = 'always' in field;
    model[key] = required ? field.arbitrary : field;
    if (required) requiredKeys.push(key);
  }
  return fc.record(model, { requiredKeys }) as unknown as fc.Arbitrary<T>;
}

const common = { nth: ordinal, transmission: ordinal, from: name, to: name, over: octets };
const plainKinds = fc.constantFrom<SubjectKind>(
  'everything',
  'ike',
  'informational',
  'delete',
  'notify',
  'dpd',
  'keepalive',
  'icmp',
  'clear',
  'fragments',
);
const exchangeKinds = fc.constantFrom<SubjectKind>(
  'phase 1',
  'main mode',
  'aggressive mode',
  'quick mode',
  'transaction',
);

const arbitrarySubject: fc.Arbitrary<Subject> = fc.oneof(
  record<Subject>({ kind: always(plainKinds), ...common }),
  exchangeKinds.chain((kind) =>
    record<Subject>({
      kind: always(fc.constant(kind)),
      number: fc.integer({ min: 1, max: LAST[kind]! }),
      fragment: fc.oneof(fc.constant('any'), fc.integer({ min: 1, max: 255 })),
      ...common,
    }),
  ),
  record<Subject>({
    kind: always(fc.constantFrom('esp', 'ah')),
    sequence: fc
      .tuple(fc.nat(0xffff), fc.nat(0xffff))
      .map(([first, more]) => ({ first, last: first + more })),
    spi: fc.integer({ min: 1, max: 0xffff_ffff }),
    ...common,
  }),
);

const what = always(arbitrarySubject);
const place = fc.record(
  {
    byte: fc.integer({ min: 1, max: 65_535 }),
    payload: fc.record({ name: fc.constantFrom(...PAYLOAD_WORDS), nth: ordinal }),
  },
  { requiredKeys: ['byte'] },
) as fc.Arbitrary<Place>;
const digits = (octets: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: octets, maxLength: octets })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
const kind = (word: Action['kind']) => always(fc.constant(word));

const arbitraryAction: fc.Arbitrary<Action> = fc.oneof(
  record<Action>({ kind: kind('drop'), what, share }),
  record<Action>({
    kind: kind('duplicate'),
    what,
    copies: always(fc.integer({ min: 1, max: 9 })),
    share,
  }),
  record<Action>({ kind: kind('delay'), what, by: always(time) }),
  record<Action>({ kind: kind('hold'), what, other: what }),
  record<Action>({ kind: kind('swap'), what, other: what }),
  record<Action>({ kind: kind('reorder'), what, share: always(share), by: always(time) }),
  record<Action>({ kind: kind('corrupt'), what, share }),
  record<Action>({ kind: kind('corrupt'), what, place }),
  record<Action>({ kind: kind('truncate'), what, octets: always(octets) }),
  record<Action>({ kind: kind('replay'), what, after: always(time) }),
  fc.constantFrom(...FIELDS.keys()).chain((field) =>
    record<Action>({
      kind: kind('change'),
      what,
      field: always(fc.constant(field)),
      value: always(digits(FIELDS.get(field)!.octets)),
    }),
  ),
  record<Action>({
    kind: kind('change'),
    what,
    field: always(place),
    value: always(fc.integer({ min: 1, max: 64 }).chain(digits)),
  }),
  record<Action>({ kind: kind('clamp'), mtu: always(fc.integer({ min: 68, max: 65_535 })) }),
  record<Action>({ kind: kind('cut') }),
);

/** `from` and `until` make a window that is open for some time. */
const window = fc.tuple(fc.option(time), fc.option(time)).map(([from, more]) => ({
  ...(from !== null && { from }),
  ...(more !== null && { until: (from ?? 0) + more + 1 }),
}));

export const arbitraryFault: fc.Arbitrary<Fault> = fc.oneof(
  fc
    .tuple(arbitraryAction, fc.option(fc.integer({ min: 1, max: 99 })), window)
    .map(([action, times, open]) => ({ action, ...(times !== null && { times }), ...open })),
  fc
    .tuple(fc.option(name.filter((word) => word !== 'at' && word !== 'after')), time)
    .map(([nat, from]) => ({
      action: { kind: 'rebind' as const, ...(nat !== null && { nat }) },
      times: 1,
      from,
    })),
);
