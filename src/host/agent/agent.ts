/**
 * The Policy Agent, which Windows calls IPSEC Services: it loads policy from its sources in their order,
 * says what driver and IKE live by, and follows what changes. A state machine: it asks for stores and
 * directory by effects, and never waits.
 */

import type { Timer, TimerHeap } from '../../base/heap.ts';
import { LIMITS } from '../../base/limits.ts';
import { type Instant, MINUTE } from '../../base/time.ts';
import type { DriverMode } from '../../ipsec/clear/driver-mode.ts';
import type { ActivePolicy, Environment } from '../../policy/compiled.ts';
import type { DriverSettings, DynamicCommand } from '../../policy/dynamic.ts';
import { applyDynamic } from '../../policy/dynamic-apply.ts';
import { Asking, problemOf } from './asking.ts';
import { tooMany } from './assigned.ts';
import { Layers } from './layers.ts';
import type { AgentEffect, AgentEffectResult, AgentEvent, WindowsConfig } from './ports.ts';
import { pollingMinutes } from './retry.ts';
import { type Moment, Settings, type SettingsChange, waitingFor } from './settings.ts';
import { Sources } from './sources.ts';
import { startUpMode } from './start-up.ts';

/** What the agent needs of its host. */
export interface AgentParts {
  readonly config: WindowsConfig;
  readonly timers: TimerHeap<() => void>;
  now(): Instant;
  note(event: AgentEvent): void;
  ask(id: number, effect: AgentEffect): void;
  environment(): Environment;
  setMode(mode: DriverMode): void;
  /** Lives by this policy from now on; SAs that it does not touch stay. */
  apply(active: ActivePolicy): void;
  /** These settings count from now on. */
  heed(settings: DriverSettings): void;
  /** Tells every peer that its SAs are deleted, and forgets all that IKE knows. */
  clearIke(): void;
}

/** What somebody who asked something of the agent hears. */
export type AgentAnswer =
  | { readonly ok: true; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly error: string; readonly windowsError?: number | undefined };

type Done = (answer: AgentAnswer) => void;

/** `blocked`: persistent policy could not be applied, and the service does nothing more. */
export type ServiceState = 'stopped' | 'starting' | 'running' | 'blocked';

/** What `host.query('service')` answers. */
export interface ServiceView {
  readonly state: ServiceState;
  readonly start: WindowsConfig['service'];
  /** Undefined for the instant in which the computer starts. */
  readonly mode: DriverMode | undefined;
  readonly policies: readonly { readonly source: string; readonly policy: string }[];
  /** When the sources are looked at again. */
  readonly nextPoll: Instant | undefined;
}

const DONE: AgentAnswer = { ok: true, remarks: [] };

export class PolicyAgent {
  readonly #parts: AgentParts;
  readonly #asking: Asking;
  readonly #layers = new Layers();
  readonly #settings = new Settings();
  /** Since the computer started. */
  #areSettingsRead = false;
  readonly #sources: Sources;
  readonly #poll: Timer<() => void>;
  readonly #starting: Done[] = [];
  /** Of settings; the first one is being written. */
  readonly #changes: (readonly [SettingsChange, Done])[] = [];
  #state: ServiceState = 'stopped';
  /** Undefined until the stores have been asked for it. */
  #mode: DriverMode | undefined;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#asking = new Asking(parts);
    this.#poll = parts.timers.timer(() => this.#sources.refresh('directory', () => {}));
    this.#sources = new Sources({
      asking: this.#asking,
      layers: this.#layers,
      note: (event) => parts.note(event),
      environment: () => parts.environment(),
      changed: () => parts.apply(this.#layers.active),
      settled: (retryMinutes) => this.#settled(retryMinutes),
    });
  }

  /** IKE serves nobody while the service does not run. */
  get isRunning(): boolean {
    return this.#state === 'starting' || this.#state === 'running';
  }

  /** The network is there when the driver knows how to start. */
  get isAwake(): boolean {
    return this.#mode !== undefined;
  }

  get active(): ActivePolicy {
    return this.#layers.active;
  }

  get settings(): Settings['view'] {
    return this.#settings.view;
  }

  get view(): ServiceView {
    return {
      state: this.#state,
      start: this.#parts.config.service,
      mode: this.#mode,
      policies: this.#layers.all.map(({ source, policy }) => ({ source, policy })),
      nextPoll: this.#parts.timers.dueOf(this.#poll),
    };
  }

  /** The computer starts: the driver first, the service `bootMilliseconds` later. */
  computerStarted(): void {
    const { config, timers, now } = this.#parts;
    const isAutomatic = config.service === 'automatic';
    if (!isAutomatic) this.#setMode(startUpMode(config.service, undefined, false));
    this.#asking.forService({ kind: 'read-settings' }, (result) => {
      this.#takeSettings(result);
      if (isAutomatic) this.#findStartUpMode();
    });
    if (!isAutomatic) return;
    const service = timers.timer(() => {
      if (this.#state === 'stopped') this.#start();
    });
    timers.arm(service, now() + config.bootMilliseconds);
  }

  answered(id: number, result: AgentEffectResult): void {
    this.#asking.answered(id, result);
  }

  /** Starts the service; `done` hears when its policy is in force. */
  start(done: Done): void {
    if (this.#parts.config.service === 'disabled') {
      return done(
        refusal('IPSEC Services is disabled, so it cannot be started (system error 1058)'),
      );
    }
    if (this.#state !== 'stopped') {
      return done(refusal('IPSEC Services has been started already (system error 1056)'));
    }
    this.#starting.push(done);
    this.#start();
  }

  /** Stops the service: peers hear that their SAs are deleted, all policy is gone, everything passes. */
  stop(done: Done): void {
    if (this.#state === 'stopped') {
      return done(refusal('IPSEC Services is not started (system error 1062)'));
    }
    this.#stop();
    done(DONE);
  }

  /** Stops the service, if it runs, and starts it. */
  restart(done: Done): void {
    if (this.#state !== 'stopped') this.#stop();
    this.start(done);
  }

  /** Edits what is in force; it lasts until the service stops. */
  dynamic(command: DynamicCommand): AgentAnswer {
    if (this.#state !== 'running') return refusal(this.#whyNot());
    const applied = applyDynamic(this.#layers.active, command);
    if (!applied.ok) {
      const { code, message, advice } = applied.error;
      return { ...refusal(`${message} ${advice}`.trim()), windowsError: code };
    }
    const { policy, remarks } = applied;
    const fault = tooMany(policy, this.#parts.environment());
    if (fault !== undefined) return refusal(`This ${fault}`);
    this.#layers.edited(policy);
    this.#parts.apply(policy);
    const { mainModeFilters, quickModeFilters } = this.#layers.dynamic;
    this.#parts.note({
      kind: 'policy-applied',
      source: 'dynamic',
      policy: '',
      mainModeFilters: mainModeFilters.length,
      quickModeFilters: quickModeFilters.length,
    });
    return { ok: true, remarks };
  }

  /** Stores settings, whether or not the service runs. */
  setConfig(change: SettingsChange, done: Done): void {
    if (this.#changes.length >= LIMITS.agentWaiters) {
      return done(refusal(`${LIMITS.agentWaiters} changes of settings wait to be stored already`));
    }
    this.#changes.push([change, done]);
    if (this.#changes.length === 1) this.#storeChange();
  }

  /** Somebody has changed a store, or the directory. `done` hears when what counts of it is in force. */
  storeChanged(location: 'local' | 'persistent' | 'directory', done: Done): void {
    if (!this.isRunning) return done({ ok: true, remarks: [this.#whyNot()] });
    // A service that has not come to the other sources yet will see for itself.
    if (this.#state === 'starting' && !this.#sources.isLooking) return done(DONE);
    if (location === 'persistent') {
      return done({ ok: true, remarks: ['Takes effect at the next service start.'] });
    }
    if (location === 'local' && this.#sources.directoryRules) {
      const { policy } = this.#layers.base!;
      return done({
        ok: true,
        remarks: [`Takes no effect: the directory has assigned "${policy}" to this computer.`],
      });
    }
    this.#sources.refresh(location, () => done(DONE));
  }

  /** One after the other: each goes on from what the one before has left. */
  #storeChange(): void {
    const [change, done] = this.#changes[0] ?? [];
    if (change === undefined || done === undefined) return;
    const settings = this.#settings.changed(change);
    this.#asking.always({ kind: 'write-settings', settings }, (result) => {
      if (result.kind === 'written') this.#heed(settings, 'at once');
      const waits = waitingFor(change);
      const remarks = waits === undefined ? [] : [`Takes effect at the next ${waits}.`];
      done(result.kind === 'written' ? { ok: true, remarks } : refusal(problemOf(result)));
      this.#changes.shift();
      this.#storeChange();
    });
  }

  #findStartUpMode(): void {
    this.#sources.isAnyAssigned((isAssigned) => {
      const { bootmode } = this.#settings.view.stored;
      if (this.#state === 'stopped') {
        this.#setMode(startUpMode(this.#parts.config.service, bootmode, isAssigned));
      }
    });
  }

  #takeSettings(result: AgentEffectResult): void {
    // A service that starts at once has not waited for what was asked as the computer started.
    const moment: Moment = this.#areSettingsRead ? 'service start' : 'computer start';
    this.#areSettingsRead = true;
    if (result.kind === 'settings') return this.#heed(result.settings, moment);
    const reason = `the settings cannot be read, so that those in force stay: ${problemOf(result)}`;
    this.#parts.note({ kind: 'service-failed', reason });
    this.#parts.heed(this.#settings.view.inForce);
  }

  #heed(settings: DriverSettings, moment: Moment): void {
    for (const [property, value] of this.#settings.stored(settings, moment)) {
      this.#parts.note({ kind: 'setting-counts', property, value });
    }
    this.#parts.heed(this.#settings.view.inForce);
  }

  #start(): void {
    this.#asking.forgetService();
    this.#state = 'starting';
    this.#parts.note({ kind: 'service-started' });
    this.#asking.forService({ kind: 'read-settings' }, (result) => {
      this.#takeSettings(result);
      this.#sources.loadPersistent((problem) => {
        if (problem !== undefined) return this.#block(problem);
        // The start-up mode ends with the first policy, be it only the persistent one.
        if (this.#layers.all.length > 0) this.#setMode({ phase: 'operational', mode: 'secure' });
        this.#sources.refresh('directory', () => this.#started());
      });
    });
  }

  #started(): void {
    this.#state = 'running';
    this.#setMode({ phase: 'operational', mode: 'secure' });
    this.#answerStarting(DONE);
  }

  /** Without its persistent policy a computer would be less protected than it is to be at all times. */
  #block(reason: string): void {
    this.#state = 'blocked';
    this.#setMode({ phase: 'operational', mode: 'block' });
    this.#parts.note({
      kind: 'policy-source-failed',
      source: 'persistent',
      reason,
      retrySeconds: undefined,
    });
    const sentence = `the persistent policy cannot be applied, so everything is blocked: ${reason}`;
    this.#parts.note({ kind: 'service-failed', reason: sentence });
    this.#answerStarting(refusal(sentence));
  }

  #stop(): void {
    this.#asking.forgetService();
    this.#sources.forget();
    this.#parts.timers.cancel(this.#poll);
    this.#parts.clearIke();
    for (const { source, policy } of this.#layers.all) {
      this.#parts.note({ kind: 'policy-withdrawn', source, policy });
    }
    this.#layers.clear();
    this.#parts.apply(this.#layers.active);
    this.#state = 'stopped';
    this.#setMode({ phase: 'operational', mode: 'permit' });
    this.#parts.note({ kind: 'service-stopped' });
    this.#answerStarting(refusal('IPSEC Services was stopped before its policy was in force'));
  }

  #settled(retryMinutes: number | undefined): void {
    const minutes = retryMinutes ?? pollingMinutes(this.#layers.base?.pollingMinutes);
    this.#parts.timers.arm(this.#poll, this.#parts.now() + minutes * MINUTE);
  }

  #setMode(mode: DriverMode): void {
    this.#mode = mode;
    this.#parts.setMode(mode);
  }

  #answerStarting(answer: AgentAnswer): void {
    for (const done of this.#starting.splice(0)) done(answer);
  }

  #whyNot(): string {
    if (this.#state === 'blocked') {
      return 'IPSEC Services blocks everything, since it could not apply the persistent policy. Mend that, and restart it (espial service restart).';
    }
    if (this.#state === 'starting') return 'IPSEC Services is starting. Try again in a moment.';
    return 'IPSEC Services is not started. Start it (espial service start).';
  }
}

function refusal(error: string): Extract<AgentAnswer, { ok: false }> {
  return { ok: false, error };
}
