/** One play as work for somebody: this process or another one. All of it is plain data. */

import { join } from 'node:path';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { HostState } from '../lab/host-state.ts';
import type { SelfCommand } from '../lab/peer-child.ts';
import { EdgeError, fileTrouble, reason } from '../net/errors.ts';
import { evidenceName, type Remains, writeEvidence } from './evidence-write.ts';
import { readScenarioFile, type Scenario, type ScenarioFile } from './load.ts';
import { type Outcome, outcomeOf, type PlayName, unplayed } from './outcome.ts';
import { play, type ScenarioResult } from './run.ts';
import { openReal } from './runner-real.ts';
import { openVirtual } from './runner-virtual.ts';
import { FileProblems } from './schema/problem.ts';
import type { ScenarioWorld } from './world.ts';

/** When the evidence of a play is kept. */
export type Keep = 'always' | 'failed' | 'never';

export interface Job extends PlayName {
  readonly id: number;
  /** In place of the scenario's own. */
  readonly seed: string | undefined;
  /** Processes play it as fast as it bears: `speed` is found when it is played. */
  readonly autoSpeed?: boolean;
  readonly keep: Keep;
  /** The folder of its evidence, if that is kept. */
  readonly evidence: string;
}

/** A real play takes about so long at most, if that is not too fast for it. */
const AUTO_MILLISECONDS = 6000;
const AUTO_SPEEDS = { least: 1, most: 6 };

/** What plays need. */
export interface Means {
  readonly provider: CryptoProvider;
  /** How this program is run, for processes. */
  readonly self: SelfCommand;
}

/** Plays jobs, one at a time, and keeps what it has prepared for them. */
export class Player {
  readonly #means: Means;
  readonly #files = new Map<string, ScenarioFile>();
  readonly #prepared = new Map<number, Scenario>();
  #world: ScenarioWorld | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  /** Reads and checks what a job plays; answers what is wrong with its file. */
  async prepare(job: Job): Promise<string | undefined> {
    try {
      this.#prepared.set(job.id, await this.#load(job));
      return undefined;
    } catch (error) {
      if (error instanceof FileProblems) return error.message;
      throw error;
    }
  }

  /** Plays a job and writes its evidence. */
  async play(asked: Job): Promise<Outcome> {
    const scenario = this.#prepared.get(asked.id) ?? (await this.#load(asked));
    this.#prepared.delete(asked.id);
    const job = asked.autoSpeed ? { ...asked, speed: await this.#speedOf(scenario) } : asked;
    const { world, speed } = job;
    if (world === 'real' && scenario.virtualOnly !== undefined) {
      return unplayed(job, 'skipped', `virtual-only: ${scenario.virtualOnly}`, scenario);
    }
    const began = performance.now();
    try {
      this.#world =
        world === 'real'
          ? await openReal(scenario, this.#means.self, { speed })
          : openVirtual(scenario, this.#means.provider);
      return await this.#played(job, scenario, this.#world, began);
    } catch (error) {
      // The others can be played all the same.
      return unplayed(job, 'broken', troubleText(error), scenario);
    } finally {
      this.#world = undefined;
    }
  }

  /** So fast that a long play takes some seconds, and a short one has the time that the machine needs. */
  async #speedOf(scenario: Scenario): Promise<number> {
    if (scenario.virtualOnly !== undefined) return 1;
    const { milliseconds } = await play(scenario, openVirtual(scenario, this.#means.provider));
    const { least, most } = AUTO_SPEEDS;
    const speed = Math.min(most, Math.max(least, milliseconds / AUTO_MILLISECONDS));
    return Math.round(speed * 10) / 10;
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await this.#world?.close();
  }

  async #load({ file, parameters, seed }: Job): Promise<Scenario> {
    let read = this.#files.get(file);
    if (read === undefined) {
      read = readScenarioFile(file);
      this.#files.set(file, read);
    }
    const run = read.runs.find((one) => one.parameters === parameters);
    if (run === undefined) throw new EdgeError('file', `${file} has changed.`);
    return run.load(seed);
  }

  async #played(
    job: Job,
    scenario: Scenario,
    world: ScenarioWorld,
    began: number,
  ): Promise<Outcome> {
    let remains: Remains | undefined;
    let outcome: Outcome | undefined;
    const result = await play(scenario, world, async (ended: ScenarioResult, states) => {
      remains = remainsOf(world, states);
      outcome = outcomeOf(job, ended, states, performance.now() - began);
      const isKept = job.keep === 'always' || (job.keep === 'failed' && !ended.passed);
      if (!isKept) return;
      writeEvidence(job.evidence, ended, outcome, remains);
      outcome = { ...outcome, evidence: job.evidence };
    });
    return outcome ?? outcomeOf(job, result, new Map(), performance.now() - began);
  }
}

function troubleText(error: unknown): string {
  if (error instanceof EdgeError) return reason(error);
  const { path } = error as { readonly path?: unknown };
  const trouble = typeof path === 'string' ? fileTrouble(error, path) : undefined;
  if (trouble !== undefined) return trouble;
  const stack = error instanceof Error ? error.stack : undefined;
  return `this is an error in Espial itself. Please report it. ${stack ?? String(error)}`;
}

function remainsOf(world: ScenarioWorld, states: ReadonlyMap<string, HostState>): Remains {
  return {
    startedAt: world.startedAt,
    since: (at) => world.since(at),
    states,
    wire: world.wire(),
    keyFolders: world.keyFolders,
  };
}

/** Where the evidence of each of several plays belongs. */
export function evidenceFolders(base: string, plays: readonly PlayName[]): readonly string[] {
  const taken = new Set<string>();
  return plays.map((name) => join(base, evidenceName(name, taken)));
}
