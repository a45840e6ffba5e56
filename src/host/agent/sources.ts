/**
 * The sources of policy in their order: persistent at the start of the service, then the directory or,
 * where it cannot be reached, its cached copy, and the local store where the directory assigns nothing.
 */

import { LIMITS } from '../../base/limits.ts';
import { isSameData } from '../../base/same-data.ts';
import { MINUTE, SECOND } from '../../base/time.ts';
import type { Environment } from '../../policy/compiled.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../policy/model.ts';
import { type Asking, problemOf } from './asking.ts';
import { assignedLayer } from './assigned.ts';
import { isSameLayer, type Layer, type Layers } from './layers.ts';
import type { AgentEffectResult, AgentEvent, StoreLocation } from './ports.ts';
import { nextRetryMinutes } from './retry.ts';

export interface SourcesParts {
  readonly asking: Asking;
  readonly layers: Layers;
  note(event: AgentEvent): void;
  environment(): Environment;
  /** Another policy is in force. */
  changed(): void;
  /** All sources have been looked at; minutes to the next attempt where the directory was not reached. */
  settled(retryMinutes: number | undefined): void;
}

type From = 'directory' | 'local';

/** What is under way, and who waits for its end. */
interface Round {
  readonly from: From;
  readonly done: (() => void)[];
}

export class Sources {
  readonly #parts: SourcesParts;
  #round: Round | undefined;
  /** What begins when the round is over. */
  #next: Round | undefined;
  #retryMinutes = 0;

  constructor(parts: SourcesParts) {
    this.#parts = parts;
  }

  /** Policy of the directory, or its cached copy, is in force: the local one does not count. */
  get directoryRules(): boolean {
    const source = this.#parts.layers.base?.source;
    return source === 'directory' || source === 'cache';
  }

  /** A look at the sources is under way. */
  get isLooking(): boolean {
    return this.#round !== undefined;
  }

  /** Whether any store of this computer has an assigned policy; one that cannot be read may have. */
  isAnyAssigned(then: (isAssigned: boolean) => void): void {
    const look = ([location, ...rest]: readonly StoreLocation[]): void => {
      if (location === undefined) return then(false);
      this.#read(location, (result) => {
        const isEmpty = result.kind === 'store' && result.model.assigned === undefined;
        if (isEmpty) look(rest);
        else then(true);
      });
    };
    look(['persistent', 'local', 'cache']);
  }

  /** Puts the persistent policy in force; `then` hears why it cannot be. */
  loadPersistent(then: (problem: string | undefined) => void): void {
    this.#read('persistent', (result) => {
      if (result.kind !== 'store') return then(problemOf(result));
      const assigned = assignedLayer(result.model, 'persistent', this.#parts.environment());
      if (assigned.kind === 'problem') return then(assigned.reason);
      if (assigned.kind === 'layer') {
        this.#parts.layers.setPersistent(assigned.layer);
        this.#applied(assigned.layer);
      }
      then(undefined);
    });
  }

  /** Looks at the sources from one on; where a look is under way, again after it. */
  refresh(from: From, done: () => void): void {
    if (this.#round === undefined) return this.#begin({ from, done: [done] });
    const next = this.#next ?? { from, done: [] };
    if (next.done.length >= LIMITS.agentWaiters) return done();
    next.done.push(done);
    const widest = next.from === 'directory' ? next.from : from;
    this.#next = { from: widest, done: next.done };
  }

  /** The service stops: nothing is under way any more, and nobody tries again. */
  forget(): void {
    const waiting = [...(this.#round?.done ?? []), ...(this.#next?.done ?? [])];
    this.#round = undefined;
    this.#next = undefined;
    this.#retryMinutes = 0;
    for (const done of waiting) done();
  }

  #begin(round: Round): void {
    this.#round = round;
    if (round.from === 'local') this.#lookLocal();
    else this.#askDirectory();
  }

  #end(): void {
    const { done } = this.#round!;
    this.#round = undefined;
    this.#parts.settled(this.#retryMinutes === 0 ? undefined : this.#retryMinutes);
    for (const tell of done) tell();
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.#begin(next);
  }

  #askDirectory(): void {
    const { asking, environment } = this.#parts;
    asking.forService({ kind: 'read-directory' }, (result) => {
      if (result.kind !== 'directory') return this.#unreachable(problemOf(result));
      const { model } = result;
      const assigned = assignedLayer(model ?? EMPTY_MODEL, 'directory', environment());
      if (assigned.kind === 'problem') return this.#unreachable(assigned.reason);
      this.#retryMinutes = 0;
      const cached = assigned.kind === 'layer' ? model! : EMPTY_MODEL;
      this.#cache(cached, () => {
        if (assigned.kind === 'none') return this.#lookLocal();
        this.#adopt(assigned.layer);
        this.#end();
      });
    });
  }

  /** The next time that the directory cannot be reached, this is what it last said. */
  #cache(model: PolicyModel, then: () => void): void {
    const { asking } = this.#parts;
    this.#read('cache', (result) => {
      if (result.kind === 'store' && isSameCopy(result.model, model)) return then();
      asking.forService({ kind: 'write-store', location: 'cache', model }, (written) => {
        if (written.kind !== 'written') this.#failed('cache', problemOf(written), undefined);
        then();
      });
    });
  }

  #unreachable(reason: string): void {
    this.#retryMinutes = nextRetryMinutes(this.#retryMinutes);
    this.#failed('directory', reason, (this.#retryMinutes * MINUTE) / SECOND);
    if (this.directoryRules) return this.#end();
    this.#read('cache', (result) => {
      const assigned =
        result.kind === 'store'
          ? assignedLayer(result.model, 'cache', this.#parts.environment())
          : ({ kind: 'problem', reason: problemOf(result) } as const);
      if (assigned.kind === 'problem') this.#failed('cache', assigned.reason, undefined);
      if (assigned.kind !== 'layer') return this.#lookLocal();
      this.#adopt(assigned.layer);
      this.#end();
    });
  }

  #lookLocal(): void {
    this.#read('local', (result) => {
      const assigned =
        result.kind === 'store'
          ? assignedLayer(result.model, 'local', this.#parts.environment())
          : ({ kind: 'problem', reason: problemOf(result) } as const);
      if (assigned.kind === 'layer') this.#adopt(assigned.layer);
      else if (assigned.kind === 'none') this.#adopt(undefined);
      else {
        this.#failed('local', assigned.reason, undefined);
        // Local policy that was good stays; policy of a directory that assigns none now does not.
        if (this.directoryRules) this.#adopt(undefined);
      }
      this.#end();
    });
  }

  #adopt(layer: Layer | undefined): void {
    const { layers, note, changed } = this.#parts;
    const before = layers.base;
    if (isSameLayer(before, layer)) return;
    layers.setBase(layer);
    const isReplaced = before?.source !== layer?.source || before?.policy !== layer?.policy;
    if (before !== undefined && isReplaced) {
      note({ kind: 'policy-withdrawn', source: before.source, policy: before.policy });
    }
    if (layer === undefined) changed();
    else this.#applied(layer);
  }

  #applied({ source, policy, compiled }: Layer): void {
    this.#parts.changed();
    this.#parts.note({
      kind: 'policy-applied',
      source,
      policy,
      mainModeFilters: compiled.mainModeFilters.length,
      quickModeFilters: compiled.quickModeFilters.length,
    });
  }

  #failed(source: Layer['source'], reason: string, retrySeconds: number | undefined): void {
    this.#parts.note({ kind: 'policy-source-failed', source, reason, retrySeconds });
  }

  #read(location: StoreLocation, then: (result: AgentEffectResult) => void): void {
    this.#parts.asking.forService({ kind: 'read-store', location }, then);
  }
}

/** Copies of which nothing is assigned are alike: nothing of them is used. */
function isSameCopy(left: PolicyModel, right: PolicyModel): boolean {
  if (left.assigned === undefined && right.assigned === undefined) return true;
  return isSameData(left, right);
}
