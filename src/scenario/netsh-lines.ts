/** Lines of netsh in a scenario's file: carried out before it begins, or only understood. */

import type { NetshBackend, NetshWorld, StoreChoice } from '../netsh/backend.ts';
import type { ContextName } from '../netsh/grammar/types.ts';
import { isRemark, tokensOf } from '../netsh/lexer.ts';
import { parseCommand } from '../netsh/parse.ts';
import { NetshProblem } from '../netsh/problem.ts';
import { NetshSession } from '../netsh/session.ts';
import type { Problem } from './schema/problem.ts';
import type { DataPath, YamlSource } from './schema/yaml-source.ts';

/** What is wrong with a line; lines and columns count from 1. */
interface LineFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Carries out lines that must go well; commands act on `store` until the lines say otherwise. */
export async function carryOut(
  lines: readonly string[],
  { backend, world, store }: { backend: NetshBackend; world: NetshWorld; store: StoreChoice },
): Promise<readonly LineFault[]> {
  const faults: LineFault[] = [];
  let line = 0;
  const session = new NetshSession({
    backend,
    world,
    print: () => {},
    complain: (text, problem) => {
      const fault = faultOf(problem, line);
      // A line of another script that this one carries out is named by its own place.
      const isOwn = text.startsWith(problem.message);
      faults.push(isOwn ? fault : { ...fault, column: 1, message: text });
    },
    showSecrets: false,
  });
  session.store = store;
  for (const text of lines) {
    line++;
    if (!session.ended) await session.line(text);
  }
  await session.end();
  return faults;
}

/** What no command of netsh can be, as far as that is known before anything is carried out. */
export function misunderstood(lines: readonly string[]): readonly LineFault[] {
  const faults: LineFault[] = [];
  let context: ContextName = 'root';
  for (const [at, text] of lines.entries()) {
    if (isRemark(text)) continue;
    try {
      const command = parseCommand(tokensOf(text), context);
      if (command.kind === 'enter') context = command.context;
      // From here on the context is known only when it has been carried out.
      if (command.kind === 'verb' && MOVES.has(command.verb.id)) break;
    } catch (error) {
      if (!(error instanceof NetshProblem)) throw error;
      faults.push(faultOf(error, at + 1));
    }
  }
  return faults;
}

const MOVES: ReadonlySet<string> = new Set(['base ..', 'base pushd', 'base popd']);

/** Faults at their places in the file: the text, or the list of texts, that lies at `path`. */
export function problemsOfLines(
  source: YamlSource,
  path: DataPath,
  faults: readonly LineFault[],
): Problem[] {
  return faults.map(({ line, column, message }) =>
    source.isList(path)
      ? source.problemInText([...path, line - 1], 1, column, message)
      : source.problemInText(path, line, column, message),
  );
}

function faultOf({ message, advice, column }: NetshProblem, line: number): LineFault {
  const words = [message, advice].filter((text) => text !== '').join(' ');
  return { line, column: column ?? 1, message: words };
}
