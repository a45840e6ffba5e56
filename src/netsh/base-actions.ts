/** The verbs of every context, and of the root. */

import { LIMITS } from '../base/limits.ts';
import { staticDump } from './dump.ts';
import { findCommand } from './find-command.ts';
import { CONTEXTS } from './grammar/grammar.ts';
import { tokensOfWords } from './lexer.ts';
import { NetshProblem } from './problem.ts';
import type { Action, NetshSession } from './session.ts';
import { answeredText } from './texts.ts';

const leave: Action = async (session) => {
  session.ended = true;
  return '';
};

const noEffect: Action = async () => 'This has no effect: netsh ipsec acts at once.';

const dump: Action = async (session, said) => {
  const secrets = session.showSecrets || said.has('--show-secrets');
  const model = await session.backend.model(session.store);
  return staticDump(model, session.store, secrets);
};

export const BASE_ACTIONS: Readonly<Record<string, Action>> = {
  'base bye': leave,
  'base exit': leave,
  'base quit': leave,
  'base abort': noEffect,
  'base commit': noEffect,
  'base offline': noEffect,
  'base online': noEffect,
  'base ..': async (session) => {
    session.context = CONTEXTS[session.context].parent ?? 'root';
    return '';
  },
  'base pushd': pushd,
  'base popd': async (session) => {
    const context = session.remembered.pop();
    if (context === undefined) {
      throw new NetshProblem('There is no context to go back to.', 'pushd remembers one.');
    }
    session.context = context;
    return '';
  },
  'base exec': async (session, said) => {
    const file = said.text('file')!;
    await session.script(await session.world.readFile(file), file);
    return '';
  },
  'root net start': async (session, said) => {
    checkService(said.text('service')!, said.column('service'));
    const answer = answeredText(await session.backend.service('start'));
    return answer || 'IPSEC Services has started.';
  },
  'root net stop': async (session, said) => {
    checkService(said.text('service')!, said.column('service'));
    const answer = answeredText(await session.backend.service('stop'));
    return answer || 'IPSEC Services has stopped: no policy is in force, and everything passes.';
  },
  'root dump': dump,
  'ipsec dump': dump,
  'static dump': dump,
};

async function pushd(session: NetshSession, said: Parameters<Action>[1]): Promise<string> {
  const words = said.texts('context').flatMap((text) => text.split(' '));
  const found = findCommand(tokensOfWords(words), session.context);
  if (found.kind !== 'enter') {
    throw new NetshProblem(
      `"${words.join(' ')}" is no context.`,
      'Write for example: ipsec static.',
    );
  }
  if (session.remembered.length >= LIMITS.netshContexts) {
    throw new NetshProblem('pushd remembers too many contexts.', 'popd forgets one.');
  }
  session.remembered.push(session.context);
  session.context = found.context;
  return '';
}

/** By its short or its long name, as net takes both. */
function checkService(name: string, column: number | undefined): void {
  if (['policyagent', 'ipsec services'].includes(name.toLowerCase())) return;
  throw new NetshProblem(
    `There is no service "${name}" here.`,
    'Write policyagent: it is IPSEC Services.',
    column,
  );
}
