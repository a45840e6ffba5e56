/** docs/netsh.md, from the grammar. */

import { CONTEXTS, verbsOf } from './grammar/grammar.ts';
import type { Context, Tag, Verb } from './grammar/types.ts';
import { usageOf, valueText } from './help.ts';
import { effectText, PROPERTIES } from './settings.ts';

/** The whole page. */
export function netshDocument(): string {
  const sections = [
    '# netsh',
    '',
    INTRODUCTION,
    ...Object.values(CONTEXTS).flatMap(contextSection),
    '## Everywhere',
    '',
    'These commands are understood in every context.',
    '',
    ...verbsOf('base').flatMap(verbSection),
  ];
  return `${sections
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

const INTRODUCTION = `This page is written from the grammar by \`npm run netsh:doc\`; do not edit it.

\`espial netsh\` edits and shows IPsec policy in the words of \`netsh ipsec\` of Windows Server 2003. Which of these facts are sure and which are not is in [windows-facts.md](windows-facts.md).

\`\`\`sh
espial netsh
espial netsh ipsec static show store
espial netsh -f office.txt
espial netsh -c "ipsec static" show all
espial netsh -r alice ipsec dynamic show mmsas
espial netsh --store stores ipsec static add filterlist name=Web
espial netsh --show-secrets ipsec static dump
\`\`\`

- Without words it is a shell with prompts like \`netsh ipsec static>\`. Tab completes, Ctrl-C throws the line away, Ctrl-D or \`bye\` leaves. With words it is one command.
- \`-f\` carries out the commands of a file, as \`exec\` does. A command that fails does not stop the rest; the exit code is 1 if one failed, and each fault is said as file:line:column.
- \`-r\` names a running peer by its control socket. Without it commands act on the stores in a folder of yours (\`~/.local/share/espial/policy\`) or in \`--store FOLDER\`. A peer that runs is the only writer of its stores.
- A command is \`tag=value\` behind its verb. A tag may be left out where values stand in the order of the tags. Contexts, verbs, tags, yes, no and words may be cut short as long as they are clear.
- A value with blanks stands in quotes. A quote inside quotes is written \`\\'\`.
- \`?\` behind anything shows its help; \`tag=?\` that of a tag.
- Pre-shared keys are shown as \`<hidden>\` unless \`--show-secrets\` is said.
- Where several tags are joined by \`|\`, exactly one of them is said.
`;

function contextSection(context: Context): readonly string[] {
  const path = context.path.join(' ');
  const title = path === '' ? 'The root' : path;
  return [
    `## ${title}`,
    '',
    `${context.summary[0]!.toUpperCase()}${context.summary.slice(1)}.`,
    '',
    ...verbsOf(context.name).flatMap(verbSection),
  ];
}

function verbSection(verb: Verb): readonly string[] {
  const words = verb.words.join(' ');
  return [
    `### ${words === '?' || words === '..' ? `\`${words}\`` : words}`,
    '',
    `${verb.summary[0]!.toUpperCase()}${verb.summary.slice(1)}.`,
    '',
    '```text',
    usageOf(verb),
    '```',
    '',
    ...(verb.tags.length === 0 ? [] : tagTable(verb.tags)),
    ...(words === 'set config' ? propertyTable() : []),
    ...verb.notes.flatMap((note) => [note, '']),
    '```text',
    ...verb.examples,
    '```',
    '',
  ];
}

function tagTable(tags: readonly Tag[]): readonly string[] {
  return [
    '| tag | value | | default |',
    '| --- | --- | --- | --- |',
    ...tags.map((tag) => {
      const name = `\`${tag.name}\`${tag.required ? ' *' : ''}`;
      const value = tag.value.kind === 'flag' ? '' : `\`${valueText(tag.value)}\``;
      const help = tag.repeatable === true ? `${tag.help} May be repeated.` : tag.help;
      return row([name, value, help, tag.default ?? '']);
    }),
    '',
  ];
}

function propertyTable(): readonly string[] {
  return [
    '| property | takes | | default |',
    '| --- | --- | --- | --- |',
    ...PROPERTIES.map(({ name, takes, help, default: byDefault }) =>
      row([`\`${name}\``, takes, `${help} ${capital(effectText(name))}`, byDefault]),
    ),
    '',
  ];
}

function capital(sentence: string): string {
  return sentence.replace(/^\S+ is/, 'It is');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
