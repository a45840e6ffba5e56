/** One user's netsh: where he is, which store he acts on, and the carrying out of what he says. */

import { LIMITS } from '../base/limits.ts';
import { Arguments } from './arguments.ts';
import type { NetshBackend, NetshWorld, StoreChoice } from './backend.ts';
import { BASE_ACTIONS } from './base-actions.ts';
import type { Command } from './command.ts';
import { DYNAMIC_ACTIONS } from './dynamic-actions.ts';
import { CONTEXTS } from './grammar/grammar.ts';
import type { ContextName } from './grammar/types.ts';
import { helpText } from './help.ts';
import { isRemark, type Token, tokensOf, tokensOfWords } from './lexer.ts';
import { parseCommand } from './parse.ts';
import { NetshProblem, type Place, problemText } from './problem.ts';
import { STATIC_ACTIONS } from './static-actions.ts';

/** Carries out one verb. Answers what it prints; throws NetshProblem. */
export type Action = (session: NetshSession, said: Arguments) => Promise<string>;

export interface SessionOptions {
  readonly backend: NetshBackend;
  readonly world: NetshWorld;
  /** Takes what commands print, whole lines. */
  readonly print: (text: string) => void;
  /** Takes what is wrong, as text and as it was found. */
  readonly complain: (text: string, problem: NetshProblem) => void;
  readonly showSecrets: boolean;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  ...BASE_ACTIONS,
  ...STATIC_ACTIONS,
  ...DYNAMIC_ACTIONS,
};

export class NetshSession {
  readonly backend: NetshBackend;
  readonly world: NetshWorld;
  readonly showSecrets: boolean;
  readonly #print: (text: string) => void;
  readonly #complain: SessionOptions['complain'];
  #scripts = 0;
  context: ContextName = 'root';
  /** Contexts that pushd remembers. */
  readonly remembered: ContextName[] = [];
  store: StoreChoice = { location: 'local' };
  /** Ask before something is deleted. */
  interactive = false;
  ended = false;

  constructor(options: SessionOptions) {
    this.backend = options.backend;
    this.world = options.world;
    this.showSecrets = options.showSecrets;
    this.#print = options.print;
    this.#complain = options.complain;
  }

  get prompt(): string {
    return `${['netsh', ...CONTEXTS[this.context].path].join(' ')}>`;
  }

  /** Carries out one line. Answers whether it went well; if not, `complain` has said why. */
  line(line: string, place?: Place): Promise<boolean> {
    if (isRemark(line)) return Promise.resolve(true);
    return this.#carryOut(() => tokensOf(line), line.trimEnd(), place, true);
  }

  /** Carries out a command whose words a shell has parted. A context alone shows its help. */
  words(words: readonly string[]): Promise<boolean> {
    return this.#carryOut(() => tokensOfWords(words), '', undefined, false);
  }

  /**
   * Carries out all lines of a script. Those that fail do not stop the rest; a NetshProblem at the
   * end says how many did.
   */
  async script(text: string, file: string): Promise<void> {
    if (this.#scripts >= LIMITS.netshScriptDepth) {
      throw new NetshProblem(
        `${file} is the script of a script, ${LIMITS.netshScriptDepth} deep.`,
        'Does a script carry itself out?',
      );
    }
    this.#scripts++;
    let failed = 0;
    let commands = 0;
    try {
      for (const [at, line] of lines(text).entries()) {
        if (this.ended) break;
        if (isRemark(line)) continue;
        commands++;
        if (!(await this.line(line, { file, line: at + 1 }))) failed++;
      }
    } finally {
      this.#scripts--;
    }
    if (failed > 0)
      throw new NetshProblem(`${failed} of ${commands} commands of ${file} failed.`, '');
  }

  /** Asks before a deletion where the user wants that. Throws a NetshProblem if he says no. */
  async confirmDelete(what: string): Promise<void> {
    if (!this.interactive) return;
    const answer = await this.world.confirm(`Delete ${what}?`);
    if (answer === true) return;
    throw new NetshProblem(
      answer === undefined
        ? 'Nothing was deleted: interactive mode asks first, and there is nobody to ask.'
        : 'Nothing was deleted.',
      answer === undefined ? 'Write set interactive mode=disable before it.' : '',
    );
  }

  /** Writes what batch mode has collected. */
  end(): Promise<boolean> {
    return this.#guarded(() => this.backend.flush(), '', undefined);
  }

  #carryOut(
    tokens: () => readonly Token[],
    line: string,
    place: Place | undefined,
    enters: boolean,
  ): Promise<boolean> {
    return this.#guarded(
      async () => {
        const command = parseCommand(tokens(), this.context);
        const text = await this.#answer(command, enters);
        if (text !== '') this.#print(text.endsWith('\n') ? text : `${text}\n`);
      },
      line,
      place,
    );
  }

  async #answer(command: Command, enters: boolean): Promise<string> {
    if (command.kind === 'help') return helpText(command.topic);
    if (command.kind === 'enter') {
      if (!enters) return helpText({ kind: 'context', context: command.context });
      this.context = command.context;
      return '';
    }
    const action = ACTIONS[command.verb.id];
    if (action === undefined) throw new Error(`nothing carries out ${command.verb.id}`);
    return action(this, new Arguments(command.verb, command.said));
  }

  async #guarded(
    act: () => Promise<void>,
    line: string,
    place: Place | undefined,
  ): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof NetshProblem)) throw error;
      this.#complain(problemText(error, line, place), error);
      return false;
    }
  }
}

/** Lines of a file of any system, without a byte order mark. */
function lines(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
}
