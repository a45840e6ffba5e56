/** The verbs of `netsh ipsec static`. */

import type { Arguments } from './arguments.ts';
import type { StoreChoice } from './backend.ts';
import { exported, imported } from './policy-file.ts';
import { NetshProblem } from './problem.ts';
import { resolvedStatic } from './resolve.ts';
import type { Action, NetshSession } from './session.ts';
import { effectText, propertyOf, settingOf } from './settings.ts';
import { showStatic } from './show.ts';
import { SHOW_COMMANDS } from './show-commands.ts';
import { STATIC_COMMANDS } from './static-commands.ts';
import { refused } from './texts.ts';

const edits = Object.keys(STATIC_COMMANDS).map((id) => [id, edit] as const);
const shows = Object.keys(SHOW_COMMANDS)
  .filter((id) => id.startsWith('static '))
  .map((id) => [id, showStatic] as const);

export const STATIC_ACTIONS: Readonly<Record<string, Action>> = {
  ...Object.fromEntries(edits),
  ...Object.fromEntries(shows),
  'static set store': setStore,
  'static set batch': async (session, said) => {
    const on = said.word('mode', ['enable', 'disable']) === 'enable';
    return (await session.backend.batch(on)) ?? '';
  },
  'static set interactive': async (session, said) => {
    session.interactive = said.word('mode', ['enable', 'disable']) === 'enable';
    return '';
  },
  'static set config': setBootMode,
  'static exportpolicy': async (session, said) => {
    const path = policyPath(said.text('file')!);
    const model = await session.backend.model(session.store);
    const { text, remarks } = exported(model, session.showSecrets);
    await session.world.writeFile(path, text);
    return remarks.join('\n');
  },
  'static importpolicy': async (session, said) => {
    const path = policyPath(said.text('file')!);
    const model = imported(await session.world.readFile(path), path);
    return applied(session, { kind: 'import', model });
  },
};

async function edit(session: NetshSession, said: Arguments): Promise<string> {
  const { id, words } = said.verb;
  const gpo = id === 'static set policy' ? gpoOf(session, said) : undefined;
  const command = STATIC_COMMANDS[id]!(said);
  if (words[0] === 'delete') await session.confirmDelete(deleted(said));
  const resolved = await resolvedStatic(command, (name) => session.world.lookUp(name));
  return applied(session, resolved, gpo);
}

async function applied(
  session: NetshSession,
  command: Parameters<NetshSession['backend']['apply']>[1],
  gpo?: string,
): Promise<string> {
  const answer = await session.backend.apply(session.store, command, gpo);
  if (!answer.ok) throw refused(answer.error);
  return answer.remarks.join('\n');
}

function gpoOf(session: NetshSession, said: Arguments): string | undefined {
  const gpo = said.text('gponame');
  if (gpo === undefined) return undefined;
  const column = said.column('gponame');
  if (session.store.location !== 'domain') {
    throw new NetshProblem(
      `gponame is of the directory, and commands act on the ${session.store.location} store.`,
      'Write set store location=domain first.',
      column,
    );
  }
  if (said.has('assign')) return gpo;
  throw new NetshProblem('gponame says nothing without assign.', 'Write assign=yes too.', column);
}

/** `filter list "Web"`. */
function deleted(said: Arguments): string {
  const [, what] = said.verb.words;
  if (said.verb.tags.some(({ name }) => name === 'name') && said.has('name')) {
    return `the ${what} "${said.text('name')}"`;
  }
  return what === 'all' ? 'everything in the store' : `the ${what}`;
}

async function setStore(session: NetshSession, said: Arguments): Promise<string> {
  const location = said.word('location', ['local', 'persistent', 'domain'])!;
  const domain = said.text('domain');
  if (domain !== undefined && location !== 'domain') {
    throw new NetshProblem(
      `domain says nothing where location is ${location}.`,
      'Leave it out, or write location=domain.',
      said.column('domain'),
    );
  }
  const store: StoreChoice = location === 'domain' ? { location, domain } : { location };
  const before = session.store;
  // A store that cannot be had is better refused now than by the next command.
  await session.backend.flush();
  await session.backend.model(store);
  session.store = store;
  return before.location === location ? '' : assignedElsewhere(session, before);
}

/** Some guides assign a policy and then choose the persistent store, as if that moved it. */
async function assignedElsewhere(session: NetshSession, before: StoreChoice): Promise<string> {
  const { assigned, policies } = await session.backend.model(before);
  const policy = policies.find(({ guid }) => guid === assigned);
  if (policy === undefined) return '';
  return `"${policy.name}" stays in the ${before.location} store, and is assigned there: set store only chooses where commands act from now on.`;
}

async function setBootMode(session: NetshSession, said: Arguments): Promise<string> {
  const { name } = propertyOf(said.text('property')!, said.column('property'));
  if (name !== 'bootmode') {
    throw new NetshProblem(
      `${name} is a property of ipsec dynamic.`,
      `Write: ipsec dynamic set config property=${name} value=${said.text('value')}.`,
      said.column('property'),
    );
  }
  await session.backend.changeSettings(settingOf(name, said.text('value')!));
  return effectText(name);
}

function policyPath(file: string): string {
  return /\.[^./\\]+$/.test(file) ? file : `${file}.ipsec`;
}
