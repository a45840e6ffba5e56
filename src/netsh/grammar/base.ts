/** Commands that are understood in every context, and those of the root. */

import { FILE, flag, NAME, optional, required, TEXT } from './tags.ts';
import type { VerbEntry } from './types.ts';

const service = required('service', NAME, 'policyagent, the IPSEC Services service.');
const NO_EFFECT = 'netsh ipsec acts at once, so this has no effect here.';

export const BASE: Readonly<Record<string, VerbEntry>> = {
  '?': {
    summary: 'show what can be said here; also behind any word or tag',
    examples: ['?', 'exec ?'],
  },
  help: {
    summary: 'the same',
    tags: [optional('about', TEXT, 'A command.', { repeatable: true })],
    examples: ['help', 'help exec'],
  },
  '..': { summary: 'go up to the context above', examples: ['..'] },
  abort: {
    summary: 'throw away changes made offline (no effect here)',
    notes: [NO_EFFECT],
    examples: ['abort'],
  },
  bye: { summary: 'leave', examples: ['bye'] },
  commit: {
    summary: 'make changes that were made offline (no effect here)',
    notes: [NO_EFFECT],
    examples: ['commit'],
  },
  exec: {
    summary: 'carry out the commands of a file',
    tags: [required('file', FILE, 'One command a line. A line that begins with # is a remark.')],
    notes: ['A command that fails does not stop the rest; the exit code says that one failed.'],
    examples: ['exec office.txt'],
  },
  exit: { summary: 'leave', examples: ['exit'] },
  offline: {
    summary: 'collect changes until commit (no effect here)',
    notes: [NO_EFFECT, 'See set batch in the context ipsec static.'],
    examples: ['offline'],
  },
  online: { summary: 'act at once (always so here)', notes: [NO_EFFECT], examples: ['online'] },
  popd: { summary: 'go back to the context of the last pushd', examples: ['popd'] },
  pushd: {
    summary: 'remember this context, and go to another one if it is named',
    tags: [optional('context', TEXT, 'Its words: ipsec static.', { repeatable: true })],
    examples: ['pushd', 'pushd ipsec static'],
  },
  quit: { summary: 'leave', examples: ['quit'] },
};

const SECRETS = flag('--show-secrets', 'Write pre-shared keys too, in clear.');
const DUMP_NOTE =
  'Without --show-secrets keys are written psk=<hidden>, which no command takes: fill them in before you use the script elsewhere.';

export const ROOT: Readonly<Record<string, VerbEntry>> = {
  'net start': {
    summary: 'start a service',
    tags: [service],
    notes: ['On Windows net is a command of its own; it is here for convenience.'],
    examples: ['net start policyagent'],
  },
  'net stop': {
    summary: 'stop a service: SAs, dynamic policy and filters go',
    tags: [service],
    notes: ['On Windows net is a command of its own; it is here for convenience.'],
    examples: ['net stop policyagent'],
  },
  dump: {
    summary: 'write a script that makes the policies of the store again',
    tags: [SECRETS],
    notes: [DUMP_NOTE],
    examples: ['dump'],
  },
};

export const IPSEC: Readonly<Record<string, VerbEntry>> = { dump: ROOT.dump! };
export const STATIC_DUMP: Readonly<Record<string, VerbEntry>> = { dump: ROOT.dump! };
export const DYNAMIC_DUMP: Readonly<Record<string, VerbEntry>> = {
  dump: {
    summary: 'write a script that makes the dynamic edits and settings again',
    tags: [SECRETS],
    notes: [DUMP_NOTE],
    examples: ['dump'],
  },
};
