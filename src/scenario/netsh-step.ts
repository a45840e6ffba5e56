/** The step `netsh`: commands on a host, what they print, and how the last one fails. */

import { dirname, resolve } from 'node:path';
import { isRemark } from '../netsh/lexer.ts';
import { NetshSession } from '../netsh/session.ts';
import type { Scenario } from './load.ts';
import { scenarioNetshWorld } from './netsh-world.ts';
import type { StepDocument } from './schema/step-schema.ts';
import { missingWords, quotedWords } from './words.ts';
import type { ScenarioWorld } from './world.ts';

/** A step of a kind. */
export type Act<D extends StepDocument['do']> = Extract<StepDocument, { readonly do: D }>;

/** `ipsec static add filteraction`. */
const VERB_WORDS = 4;

/** Carries the commands out, each step in a session of its own. */
export async function netshFaults(
  scenario: Scenario,
  act: Act<'netsh'>,
  world: ScenarioWorld,
): Promise<readonly string[]> {
  let printed = '';
  const complaints: string[] = [];
  const session = new NetshSession({
    backend: await world.netsh(act.host),
    world: scenarioNetshWorld(
      dirname(resolve(scenario.file)),
      scenario.hosts.map(({ name, config }) => ({ name, addresses: config.addresses })),
      () => world.wallNow(),
    ),
    print: (text) => {
      printed += text;
    },
    // The text would show the command, and that may hold a key.
    complain: (_, { message, advice }) => complaints.push(`${message} ${advice}`.trim()),
    showSecrets: false,
  });
  const commands = act.commands.filter((line) => !isRemark(line));
  const last = commands.length - 1;
  for (const [i, line] of commands.entries()) {
    const went = await session.line(line);
    if (i === last && act.fails !== undefined) {
      return went ? ['the last command was carried out'] : failureFaults(act.fails, complaints);
    }
    if (!went) return complaints;
  }
  if (!(await session.end())) return complaints;
  const missing = missingWords(act.prints ?? [], printed);
  return missing.length === 0 ? [] : [`it printed no ${quotedWords(missing)}, but: ${printed}`];
}

/** The step as a sentence. */
export function netshText({ host, commands, fails }: Act<'netsh'>): string {
  const lines = commands.filter((line) => !isRemark(line));
  const first = withoutKey(lines[0]?.trim() ?? 'nothing');
  const more = lines.length > 1 ? ` and ${lines.length - 1} more` : '';
  const outcome =
    fails === undefined
      ? ''
      : `, the last fails with ${typeof fails === 'number' ? `error ${fails}` : quotedWords(fails)}`;
  return `netsh on ${host}: ${first}${more}${outcome}`;
}

/** The words of the verb alone: what follows may be a key. */
function withoutKey(line: string): string {
  const words = line.split(/\s+/);
  const end = words.findIndex((word) => word.includes('='));
  return words.slice(0, Math.min(VERB_WORDS, end < 0 ? VERB_WORDS : end)).join(' ');
}

function failureFaults(
  fails: NonNullable<Act<'netsh'>['fails']>,
  complaints: readonly string[],
): readonly string[] {
  const said = complaints.join(' ');
  const wanted = typeof fails === 'number' ? `Error ${fails}:` : fails;
  return missingWords(wanted, said).length === 0 ? [] : complaints;
}
