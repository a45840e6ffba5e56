/** The C baseline as a contender. */

import type { MeasuredContender } from '../group.ts';
import { LineProcess, lineContender } from '../line-process.ts';
import { buildBaseline } from './build.ts';

export type Baseline = LineProcess;

/** OpenSSL's variable that hides the SHA instructions (bit 29 of EBX, CPUID leaf 7) from it. */
export const WITHOUT_SHA_INSTRUCTIONS = { OPENSSL_ia32cap: ':~0x20000000' } as const;

/** A new process of the baseline, or why there is none. */
export function startBaseline(
  environment: Readonly<Record<string, string>> = {},
): Baseline | { readonly why: string } {
  const built = buildBaseline();
  if ('why' in built) return built;
  return new LineProcess('the C baseline', built.path, [], environment);
}

/**
 * A contender by the baseline. `request(count)` is the line: `seal OCTETS count`, `modp PRIME-IN-HEX
 * BITS count`, `p256 count` (one operation of the last two is all four exponentiations that a pair
 * needs). `setUp`, an SA to use, goes ahead of each round.
 */
export function baselineContender(
  name: string,
  baseline: Baseline,
  request: (count: number) => string,
  setUp?: string,
): MeasuredContender {
  return lineContender(name, baseline, request, setUp);
}
