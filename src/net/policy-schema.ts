/**
 * Policy as JSON: what stands in a store's file and what goes over the control socket. Addresses are
 * text, keys are text or hexadecimal. The schemas give back the values of policy/model.ts.
 */

import { z } from 'zod';
import { parseAddress } from '../base/address.ts';
import { fromHex, toHex, utf8 } from '../base/bytes.ts';
import { isAddress } from '../base/ip-address.ts';
import { Secret } from '../base/secret.ts';
import type { PolicyAuthentication } from '../policy/model.ts';

/** Longest text of a name or description. */
const TEXT = 4096;
/** Elements of one list of a policy: rules, filters, methods. */
const LIST = 100_000;

export const text = z.string().max(TEXT);
export const name = z.string().min(1).max(TEXT);

export const address = z.string().transform((value, context) => {
  try {
    return parseAddress(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const hexadecimal = z.string().transform((value, context) => {
  try {
    return new Secret(fromHex(value));
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const key = z.union([
  z
    .string()
    .max(TEXT)
    .transform((value) => new Secret(utf8(value))),
  z.strictObject({ hex: hexadecimal }).transform(({ hex }) => hex),
]);

/** Values of policy as JSON that these schemas read, with the keys in them: for a private file or socket. */
export function withSecrets(value: unknown): unknown {
  if (value instanceof Secret) return keyJson(value);
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== 'object' || value === null) return value;
  if (isAddress(value)) return value.text;
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [field, withSecrets(item)]),
  );
}

/** As text wherever the octets are one. */
function keyJson(secret: Secret): unknown {
  const octets = secret.reveal();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return { hex: toHex(octets) };
  }
}

export const guid = z
  .string()
  .regex(
    /^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/,
    'a GUID is {8-4-4-4-12} capital hexadecimal digits',
  );
export const protocol = z.int().min(0).max(255);
export const port = z.int().min(0).max(65_535);
export const whole = z.int().min(0).max(0x7fff_ffff);
export const connectionType = z.enum(['all', 'lan', 'dialup']);
export const action = z.enum(['permit', 'block', 'negotiate']);

export function list<T extends z.ZodType>(item: T): z.ZodArray<T> {
  return z.array(item).max(LIST);
}

export const mainModeMethod = z.strictObject({
  encryption: z.enum(['DES', '3DES']),
  hash: z.enum(['MD5', 'SHA1']),
  group: z.union([z.literal(1), z.literal(2), z.literal(3)]),
});

const hash = z.enum(['MD5', 'SHA1']);

/** JSON leaves out what is undefined: it comes back as that. */
export const securityMethod = z
  .strictObject({
    ah: hash.optional(),
    esp: z
      .strictObject({
        encryption: z.enum(['DES', '3DES', 'None']),
        integrity: z.enum(['MD5', 'SHA1', 'None']),
      })
      .optional(),
    kilobytes: whole,
    seconds: whole,
  })
  .transform(({ ah, esp, kilobytes, seconds }) => ({ ah, esp, kilobytes, seconds }));

export const authentication: z.ZodType<PolicyAuthentication> = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('kerberos') }),
  z.strictObject({ method: z.literal('psk'), key }),
  z.strictObject({
    method: z.literal('rootca'),
    authority: text,
    certificateMapping: z.boolean(),
    excludeName: z.boolean(),
  }),
]);

const dnsName = z.strictObject({ kind: z.literal('dns'), name, addresses: list(address) });

export const filterAddress = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('me') }),
  z.strictObject({ kind: z.literal('any') }),
  z.strictObject({ kind: z.literal('address'), address }),
  z.strictObject({ kind: z.literal('subnet'), address, prefix: z.int().min(0).max(32) }),
  dnsName,
  z.strictObject({
    kind: z.literal('server'),
    server: z.enum(['DNS', 'WINS', 'DHCP', 'GATEWAY']),
  }),
]);

export const tunnelEndpoint = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('address'), address }),
  dnsName,
]);
