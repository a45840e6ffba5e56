/** What `npm run bench` is asked on its command line. */

import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run bench -- [--quick] [--group NAME]... [--filter WORDS]
                        [--json FILE] [--html FILE]

  --quick         few cases, few short rounds: whether it runs, not how fast
  --group NAME    only this group; may be given more than once
  --filter WORDS  only cases whose name, as "crypto seal aes128-sha1 576", has
                  every one of these words
  --json FILE     the results as JSON
  --html FILE     the results as one page with plots
  --list          the names of all cases
`;

export interface Options {
  readonly quick: boolean;
  readonly groups: readonly string[];
  readonly words: readonly string[];
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly list: boolean;
  /** This process is one that `measureAll` started. */
  readonly part: string | undefined;
  readonly help: boolean;
}

/** Throws a TypeError in words for an option that there is not. */
export function parseOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: 'boolean', default: false },
      group: { type: 'string', multiple: true, default: [] },
      filter: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
      html: { type: 'string' },
      list: { type: 'boolean', default: false },
      part: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    quick: values.quick,
    groups: values.group,
    words: values.filter.flatMap((text) => text.split(/\s+/)).filter((word) => word !== ''),
    json: values.json,
    html: values.html,
    list: values.list,
    part: values.part,
    help: values.help,
  };
}
