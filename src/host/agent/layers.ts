/** Policy by where it comes from, and all of it as one: what driver and IKE live by. */

import { isSameData } from '../../base/same-data.ts';
import { type ActivePolicy, NO_POLICY } from '../../policy/compiled.ts';
import { dynamicPart, mergeActive } from '../../policy/merge.ts';

/** Policy of a store or the directory that is in force. */
export interface Layer {
  readonly source: 'persistent' | 'directory' | 'cache' | 'local';
  /** The name of the policy. */
  readonly policy: string;
  readonly compiled: ActivePolicy;
  readonly pollingMinutes: number;
}

export class Layers {
  #persistent: Layer | undefined;
  /** Of the directory, its cached copy, or the local store. */
  #base: Layer | undefined;
  #active: ActivePolicy = NO_POLICY;

  get active(): ActivePolicy {
    return this.#active;
  }

  get base(): Layer | undefined {
    return this.#base;
  }

  /** Those that there are, in the order in which they came. */
  get all(): readonly Layer[] {
    return [this.#persistent, this.#base].filter((layer) => layer !== undefined);
  }

  /** Dynamic edits that are in force. */
  get dynamic(): ActivePolicy {
    return dynamicPart(this.#active);
  }

  setPersistent(layer: Layer): void {
    this.#persistent = layer;
    this.#join();
  }

  setBase(layer: Layer | undefined): void {
    this.#base = layer;
    this.#join();
  }

  /** Everything as a dynamic edit has left it; edits of what has another source last until that changes. */
  edited(active: ActivePolicy): void {
    this.#active = active;
  }

  clear(): void {
    this.#persistent = undefined;
    this.#base = undefined;
    this.#active = NO_POLICY;
  }

  #join(): void {
    const layers = [this.dynamic, ...this.all.map(({ compiled }) => compiled)];
    this.#active = mergeActive(layers);
  }
}

/** Whether two layers say the same from the same source. */
export function isSameLayer(left: Layer | undefined, right: Layer | undefined): boolean {
  return isSameData(left, right);
}
