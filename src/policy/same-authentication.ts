/** Whether two lists of authentication methods are the same. */

import { equalInConstantTime } from '../base/bytes.ts';
import type { PolicyAuthentication } from './model.ts';

/** The same methods, with the same keys and authorities, in the same order. */
export function sameAuthentication(
  left: readonly PolicyAuthentication[],
  right: readonly PolicyAuthentication[],
): boolean {
  return left.length === right.length && left.every((one, at) => sameMethod(one, right[at]!));
}

function sameMethod(left: PolicyAuthentication, right: PolicyAuthentication): boolean {
  if (left.method === 'psk' && right.method === 'psk')
    return equalInConstantTime(left.key.reveal(), right.key.reveal());
  if (left.method === 'rootca' && right.method === 'rootca')
    return (
      left.authority === right.authority &&
      left.certificateMapping === right.certificateMapping &&
      left.excludeName === right.excludeName
    );
  return left.method === right.method;
}
