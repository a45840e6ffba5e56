/** From whatever was thrown to words on stderr and an exit code. */

import { CommanderError } from 'commander';
import type { Failure } from '../ike/failure.ts';
import { RequestFailed } from '../net/control-client.ts';
import { EdgeError, fileTrouble, systemCode } from '../net/errors.ts';
import { NetshProblem, problemText } from '../netsh/problem.ts';
import { failureText } from '../observe/failure-text.ts';
import { paletteFor } from '../observe/text.ts';
import { FileProblems } from '../scenario/schema/problem.ts';
import { exitCode, exitOfEdgeError } from './exit-codes.ts';
import { UsageError } from './usage.ts';

/** What to print and how to end. */
export interface Ending {
  readonly text: string;
  readonly exitCode: number;
}

/** The ending for an error. */
export function endingOf(error: unknown): Ending {
  // commander has printed its own words already.
  if (error instanceof CommanderError) {
    return { text: '', exitCode: error.exitCode === 0 ? 0 : exitCode('usage') };
  }
  if (error instanceof FileProblems) return { text: error.message, exitCode: exitCode('usage') };
  if (error instanceof UsageError) return said(error.message, exitCode('usage'));
  if (error instanceof NetshProblem)
    return said(problemText(error, '', undefined), exitCode('usage'));
  if (error instanceof EdgeError) return said(error.message, exitOfEdgeError(error.code));
  if (error instanceof RequestFailed) return said(error.message, exitOfFailure(error.failure));
  const fileTrouble = fileEnding(error);
  if (fileTrouble !== undefined) return fileTrouble;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return said(
    `this is an error in Espial itself. Please report it.\n${text}`,
    exitCode('internal'),
  );
}

/** A peer that does not answer has an exit code of its own. */
export function exitOfFailure(failure: Failure | undefined): number {
  return exitCode(failure?.code === 'no-response' ? 'unreachable' : 'failed');
}

/** A failed negotiation on stderr: the whole block. */
export function printFailure(failure: Failure, host: string): void {
  const palette = paletteFor(process.stderr, process.env);
  process.stderr.write(`${failureText(failure, { host, palette })}\n`);
}

/** What the system says of a file: no permission has an exit code of its own, and a full disk. */
function fileEnding(error: unknown): Ending | undefined {
  const path = (error as { readonly path?: unknown } | null)?.path;
  if (typeof path !== 'string') return undefined;
  const text = fileTrouble(error, path);
  if (text === undefined) return undefined;
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') return said(text, exitCode('noPermission'));
  return said(text, exitCode(code === 'ENOSPC' ? 'failed' : 'usage'));
}

function said(text: string, code: number): Ending {
  return { text: `espial: ${text}`, exitCode: code };
}
