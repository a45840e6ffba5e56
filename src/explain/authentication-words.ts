/**
 * Authentication method 65001 is Kerberos in Windows and XAUTHInitPreShared in others: what else
 * stands in the message decides, and undecided it is called both.
 */

import type { FieldNode } from '../wire/codec.ts';
import { attributeNumber } from '../wire/isakmp/attribute-number.ts';
import type { DecodedPayload } from '../wire/isakmp/payload.ts';
import { IKE_ATTRIBUTE, IKE_AUTHENTICATION } from '../wire/numbers/ike.ts';
import { findVendorId } from '../wire/numbers/vendor-ids.ts';
import type { Layer } from './dissection.ts';

/** Puts words to the fields that hold the method 65001. */
export function sayAuthenticationMethods(layer: Layer, payloads: readonly DecodedPayload[]): void {
  const vendors = new Set<string>();
  let gssIdentity = false;
  let used = false;
  for (const payload of payloads) {
    if (payload.kind === 'vendor-id') vendors.add(findVendorId(payload.data)?.key ?? '');
    if (payload.kind !== 'sa') continue;
    for (const proposal of payload.proposals) {
      for (const { attributes } of proposal.transforms) {
        for (const attribute of attributes) {
          gssIdentity ||= attribute.type === IKE_ATTRIBUTE.GSS_ID;
          used ||= attributeNumber(attribute) === IKE_AUTHENTICATION.GSS_API;
        }
      }
    }
  }
  if (!used) return;
  const words = methodWords(gssIdentity, vendors);
  for (const root of layer.fields) visit(root, layer, words);
}

/** What 65001 means beside these vendor ids and, or not, a GSS identity (attribute 16384). */
function methodWords(gssIdentity: boolean, vendors: ReadonlySet<string>): string {
  const xauth = vendors.has('XAUTH');
  const windows = [...vendors].some((key) => key === 'GSSAPI' || key.startsWith('MS_NT5'));
  if (gssIdentity || (windows && !xauth)) return 'GSS-API (Kerberos)';
  return xauth ? 'XAUTHInitPreShared' : 'GSS-API (Kerberos) or XAUTHInitPreShared';
}

function visit(node: FieldNode, layer: Layer, words: string): void {
  const [type] = node.children;
  const value = node.children.at(-1);
  const isMethod = type?.name === 'type' && type.value === IKE_ATTRIBUTE.AUTHENTICATION;
  if (isMethod && value?.name === 'value' && value.value instanceof Uint8Array) {
    const [high, low] = value.value;
    const number = value.value.length === 2 ? high! * 256 + low! : 0;
    if (number === IKE_AUTHENTICATION.GSS_API) layer.words.set(value, words);
    return;
  }
  for (const child of node.children) visit(child, layer, words);
}
