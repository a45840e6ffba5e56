/** What the Policy Agent reports, in words. */

import { unreachable } from '../base/assert.ts';
import type { AgentEvent } from '../host/agent/ports.ts';

const SOURCE_WORDS: Readonly<Record<Extract<AgentEvent, { source: unknown }>['source'], string>> = {
  persistent: 'the persistent store',
  directory: 'the directory',
  cache: "the cached copy of the directory's policy",
  local: 'the local store',
  dynamic: 'dynamic edits',
};

/** One sentence without its full stop. */
export function agentText(event: AgentEvent): string {
  switch (event.kind) {
    case 'service-started':
      return 'IPSEC Services starts';
    case 'service-stopped':
      return 'IPSEC Services has stopped: no policy is in force, and everything passes';
    case 'service-failed':
      return `IPSEC Services: ${withoutStop(event.reason)}`;
    case 'policy-applied': {
      const name = event.policy === '' ? '' : ` "${event.policy}"`;
      return `policy${name} of ${SOURCE_WORDS[event.source]} is in force: ${filters(event.mainModeFilters, 'main-mode')}, ${filters(event.quickModeFilters, 'quick-mode')}`;
    }
    case 'policy-withdrawn':
      return `policy "${event.policy}" of ${SOURCE_WORDS[event.source]} is no longer in force`;
    case 'policy-source-failed':
      return `${SOURCE_WORDS[event.source]} gives no policy: ${withoutStop(event.reason)}${retryWords(event.retrySeconds)}`;
    case 'setting-counts':
      return `the setting ${event.property} is ${event.value} from now on`;
    default:
      return unreachable(event);
  }
}

function filters(count: number, what: string): string {
  return `${count} ${what} filter${count === 1 ? '' : 's'}`;
}

function retryWords(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  const minutes = seconds / 60;
  return `; tried again in ${minutes} minute${minutes === 1 ? '' : 's'}`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
