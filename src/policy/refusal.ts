/** How a command is refused inside this folder: thrown where it is found, an answer at the boundary. */

import type { PolicyError } from './commands.ts';
import { type PolicyErrorName, policyErrorCode } from './errors.ts';

/** Why something is refused. `number`: Windows' error of the 13000 range, where it has one. */
interface RefusalReason extends PolicyError {
  readonly number?: number;
}

class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(reason.message);
    this.reason = reason;
  }
}

/** Ends the command. `message` says what and why, `advice` what to do; a sentence each. */
export function refuse(code: PolicyError['code'], message: string, advice: string): never {
  throw new Refusal({ code, message, advice });
}

/** The same, as an error that Windows has a number for. */
export function refuseAs(
  name: PolicyErrorName,
  code: PolicyError['code'],
  message: string,
  advice: string,
): never {
  throw new Refusal({ code, message, advice, number: policyErrorCode(name) });
}

/** What a computation gives, or why it was refused. */
export function caught<T>(compute: () => T): { value: T } | { error: RefusalReason } {
  try {
    return { value: compute() };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { error: thrown.reason };
    throw thrown;
  }
}
