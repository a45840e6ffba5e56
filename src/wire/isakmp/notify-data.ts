/** Notifications whose data has a form of its own: for explanations, which name every field. */

import { LIMITS } from '../../base/limits.ts';
import {
  type Codec,
  enumeration,
  lengthOf,
  list,
  mapped,
  rest,
  struct,
  u8,
  u16,
  u32,
} from '../codec.ts';
import { doiTable, NOTIFY, notifyTable, protocolTable } from '../numbers/isakmp.ts';
import { attributeCodec } from './sa.ts';

/** A notification; its data is an object where the type gives it a form that fits, else octets. */
export interface ExplainedNotify {
  readonly doi: number;
  readonly protocol: number;
  readonly notifyType: number;
  readonly spi: Uint8Array;
  readonly data: object;
}

interface Form {
  /** Octets that the data must have, undefined = any. */
  readonly octets: number | undefined;
  readonly codec: Codec<object>;
}

const sequence: Form = { octets: 4, codec: struct('a DPD sequence', { sequence: u32 }) };

const FORMS: ReadonlyMap<number, Form> = new Map<number, Form>([
  [
    NOTIFY['RESPONDER-LIFETIME'],
    { octets: undefined, codec: list(attributeCodec, LIMITS.attributesPerTransform) },
  ],
  [NOTIFY['REPLAY-STATUS'], { octets: 4, codec: struct('a replay status', { enabled: u32 }) }],
  [NOTIFY['R-U-THERE'], sequence],
  [NOTIFY['R-U-THERE-ACK'], sequence],
  [NOTIFY['INVALID-SPI'], { octets: 4, codec: struct('an SPI', { invalidSpi: u32 }) }],
]);

const octets: Codec<object> = mapped(
  rest,
  (value): object => value,
  (value) => value as Uint8Array,
);

const data: Codec<object> = {
  what: 'notification data',
  read(reader, scope) {
    const form = FORMS.get((scope as { notifyType: number }).notifyType);
    const fits = form !== undefined && (form.octets ?? reader.left) === reader.left;
    return (fits ? form.codec : octets).read(reader, scope);
  },
  write(writer, value, scope) {
    if (value instanceof Uint8Array) return octets.write(writer, value);
    const form = FORMS.get((scope as { notifyType: number }).notifyType);
    if (form === undefined) throw new RangeError('this notification has no form of its own');
    form.codec.write(writer, value, scope);
  },
  generate(draws, scope) {
    const form = FORMS.get((scope as { notifyType: number }).notifyType);
    return (form?.codec ?? octets).generate(draws, scope);
  },
};

/** The notification payload (RFC 2408 3.14) with data by type (RFC 2407 4.6.3, RFC 3706 5.3). */
export const explainedNotifyCodec: Codec<ExplainedNotify> = struct('a notification', {
  doi: enumeration(u32, doiTable),
  protocol: enumeration(u8, protocolTable),
  spiSize: lengthOf('spi', u8),
  notifyType: enumeration(u16, notifyTable),
  spi: rest,
  data,
});
