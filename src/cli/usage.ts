/** Thrown where a person's words on the command line do not fit. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
