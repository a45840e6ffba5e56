/** The verbs of `netsh ipsec dynamic`. */

import type { Arguments } from './arguments.ts';
import { DYNAMIC_COMMANDS } from './dynamic-commands.ts';
import { dynamicDump } from './dynamic-dump.ts';
import { resolvedDynamic } from './resolve.ts';
import type { Action, NetshSession } from './session.ts';
import { effectText, propertyOf, settingOf } from './settings.ts';
import { showDynamic } from './show.ts';
import { SHOW_COMMANDS } from './show-commands.ts';
import { answeredText } from './texts.ts';

const edits = Object.keys(DYNAMIC_COMMANDS).map((id) => [id, edit] as const);
const shows = Object.keys(SHOW_COMMANDS)
  .filter((id) => id.startsWith('dynamic '))
  .map((id) => [id, showDynamic] as const);

export const DYNAMIC_ACTIONS: Readonly<Record<string, Action>> = {
  ...Object.fromEntries(edits),
  ...Object.fromEntries(shows),
  'dynamic set config': async (session, said) => {
    const { name } = propertyOf(said.text('property')!, said.column('property'));
    await session.backend.changeSettings(settingOf(name, said.text('value')!));
    return effectText(name);
  },
  'dynamic delete sa': async (session) => {
    await session.confirmDelete('all SAs');
    return answeredText(await session.backend.deleteSas());
  },
  'dynamic dump': async (session, said) => {
    const secrets = session.showSecrets || said.has('--show-secrets');
    const settings = await session.backend.settings();
    return dynamicDump(await session.backend.inForce(secrets), settings, secrets);
  },
};

async function edit(session: NetshSession, said: Arguments): Promise<string> {
  const command = DYNAMIC_COMMANDS[said.verb.id]!(said);
  const [verb, what] = said.verb.words;
  if (verb === 'delete') {
    await session.confirmDelete(what === 'all' ? 'all dynamic policy' : `the ${what}`);
  }
  const resolved = await resolvedDynamic(command, (name) => session.world.lookUp(name));
  return answeredText(await session.backend.applyDynamic(resolved));
}
