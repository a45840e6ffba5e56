/** Events 613 to 616: the Policy Agent's service, and the policy that it applies. */

import { unreachable } from '../../base/assert.ts';
import type { AgentEvent } from '../../host/agent/ports.ts';
import type { HostEvent } from '../../host/events.ts';
import { countText } from '../units.ts';
import { newEvent } from './new-event.ts';
import { field, type WindowsEvent } from './record.ts';

export type AuditedAgentEvent = Extract<HostEvent, { kind: AgentEvent['kind'] }>;

const AGENT_KINDS: ReadonlySet<string> = new Set<AgentEvent['kind']>([
  'service-started',
  'service-stopped',
  'service-failed',
  'policy-applied',
  'policy-withdrawn',
  'policy-source-failed',
  'setting-counts',
]);

export function isAgentEvent(event: { readonly kind: string }): event is AuditedAgentEvent {
  return AGENT_KINDS.has(event.kind);
}

type Source = Extract<AgentEvent, { readonly source: unknown }>['source'];

const SOURCES: Readonly<Record<Source, string>> = {
  persistent: 'the persistent store',
  directory: 'Active Directory',
  cache: 'the cached copy of Active Directory policy',
  local: 'the local store',
  dynamic: 'netsh, dynamically',
};

/** The event of the Policy Agent. */
export function agentAudit(event: AuditedAgentEvent): WindowsEvent {
  switch (event.kind) {
    case 'service-started':
      return newEvent(event, 613, { summary: 'the IPSec service has started' });
    case 'service-stopped':
      return newEvent(event, 614, { summary: 'the IPSec service has stopped' });
    case 'service-failed':
      return newEvent(event, 616, {
        summary: `the IPSec service cannot do its work: ${event.reason}`,
        blocks: [{ heading: 'IPSec Services', lines: [event.reason] }],
      });
    case 'policy-applied':
      return newEvent(event, 615, {
        type: 'success',
        summary: `policy ${named(event.policy)}from ${SOURCES[event.source]} is applied`,
        blocks: [
          {
            heading: 'IPSec Services',
            lines: [
              ...policyLines(event),
              field('Main mode filters', event.mainModeFilters),
              field('Quick mode filters', event.quickModeFilters),
            ],
          },
        ],
      });
    case 'policy-withdrawn':
      return newEvent(event, 615, {
        type: 'success',
        summary: `policy ${named(event.policy)}from ${SOURCES[event.source]} is withdrawn`,
        blocks: [{ heading: 'IPSec Services', lines: policyLines(event) }],
      });
    case 'policy-source-failed': {
      const retry =
        event.retrySeconds === undefined
          ? 'It is not tried again by itself.'
          : `It is tried again in ${countText(event.retrySeconds, 'second')}.`;
      const words = {
        type: 'failure',
        summary: `no policy can be had from ${SOURCES[event.source]}: ${event.reason}`,
        blocks: [{ heading: 'IPSec Services', lines: [event.reason, retry] }],
      } as const;
      // Without its directory a computer goes on; without its persistent policy it must block.
      return newEvent(event, event.source === 'persistent' ? 616 : 615, words);
    }
    case 'setting-counts':
      return newEvent(event, 615, {
        type: 'success',
        summary: `the setting ${event.property} is ${event.value} from now on`,
        blocks: [{ heading: 'IPSec Services', lines: [field(event.property, event.value)] }],
      });
    default:
      return unreachable(event);
  }
}

function named(policy: string): string {
  return policy === '' ? '' : `"${policy}" `;
}

function policyLines({ policy, source }: { readonly policy: string; readonly source: Source }) {
  const from = field('Source', SOURCES[source]);
  return policy === '' ? [from] : [field('Policy', policy), from];
}
