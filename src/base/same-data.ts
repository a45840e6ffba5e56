/** Whether two pieces of plain data say the same. */

import { equal, equalInConstantTime } from './bytes.ts';
import { Secret } from './secret.ts';

/** Compares lists, objects, octets and secrets by what they hold. */
export function isSameData(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (left instanceof Secret || right instanceof Secret)
    return (
      left instanceof Secret &&
      right instanceof Secret &&
      equalInConstantTime(left.reveal(), right.reveal())
    );
  if (left instanceof Uint8Array || right instanceof Uint8Array)
    return left instanceof Uint8Array && right instanceof Uint8Array && equal(left, right);
  return hasSameFields(new Map(Object.entries(left)), new Map(Object.entries(right)));
}

function hasSameFields(
  left: ReadonlyMap<string, unknown>,
  right: ReadonlyMap<string, unknown>,
): boolean {
  return (
    left.size === right.size &&
    [...left].every(([name, value]) => right.has(name) && isSameData(value, right.get(name)))
  );
}
