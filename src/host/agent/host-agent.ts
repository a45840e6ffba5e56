/** The agent of a host, joined to its driver and its engine. */

import type { TimerHeap } from '../../base/heap.ts';
import { SECOND } from '../../base/time.ts';
import type { DriverSettings } from '../../policy/dynamic.ts';
import type { DriverReports } from '../driver-reports.ts';
import { applyPolicy, type PolicyUsers } from '../windows/apply-policy.ts';
import type { PolicyInForce } from '../windows/policy-in-force.ts';
import type { WindowsSystem } from '../windows/system.ts';
import { PolicyAgent } from './agent.ts';
import type { AgentEvent } from './ports.ts';

export interface HostAgentParts extends PolicyUsers {
  readonly timers: TimerHeap<() => void>;
  /** The driver's diagnostics. */
  readonly reports: DriverReports;
  noteAgent(event: AgentEvent): void;
}

/** Undefined where no Policy Agent runs: the policy of such a host is its configuration. */
export function makeAgent(parts: HostAgentParts): PolicyAgent | undefined {
  const { call, driver, engine, timers, inForce, config } = parts;
  const system = config.windows;
  if (system?.agent === undefined || inForce === undefined) return undefined;
  return new PolicyAgent({
    config: system.agent,
    timers,
    now: () => call.now,
    note: (event) => parts.noteAgent(event),
    ask: (id, effect) => call.out.effect(id, effect),
    environment: () => inForce.environment,
    setMode: (mode) => driver.setMode(mode, call.now),
    apply: (active) => applyPolicy(parts, active),
    heed: (settings) => heed(parts, system, inForce, settings),
    clearIke: () => {
      driver.endSoft(() => true, 'service-stop', call.now);
      engine.deletePeer(undefined, call.now);
    },
  });
}

function heed(
  parts: HostAgentParts,
  system: WindowsSystem,
  inForce: PolicyInForce,
  settings: DriverSettings,
): void {
  const { ipsecexempt, bootexemptions: boot, strongcrlcheck: revocation } = settings;
  const { ipsecdiagnostics: level, ipsecloginterval } = settings;
  parts.driver.setExemptions({ level: ipsecexempt, boot });
  parts.reports.set({ level, interval: ipsecloginterval * SECOND });
  const { certificates } = system;
  if (certificates === undefined || certificates.trust.revocation === revocation) return;
  const trust = { ...certificates.trust, revocation };
  applyPolicy(parts, inForce.active, { certificates: { ...certificates, trust } });
}
