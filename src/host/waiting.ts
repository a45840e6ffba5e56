/** Commands that wait for something with a name. */

export interface Waiter {
  readonly id: number;
  readonly kind: 'up' | 'rekey' | 'rekey-main-mode';
}

export class Waiting {
  readonly #byName = new Map<string, Waiter[]>();

  add(name: string, waiter: Waiter): void {
    const others = this.#byName.get(name);
    if (others === undefined) this.#byName.set(name, [waiter]);
    else others.push(waiter);
  }

  /** Those who wait for a name; they wait no longer. */
  take(name: string): readonly Waiter[] {
    const waiters = this.#byName.get(name) ?? [];
    this.#byName.delete(name);
    return waiters;
  }

  /** One command waits no longer. */
  drop(name: string, id: number): void {
    const left = this.take(name).filter((waiter) => waiter.id !== id);
    if (left.length > 0) this.#byName.set(name, left);
  }

  /** What is waited for. */
  names(): string[] {
    return [...this.#byName.keys()];
  }
}
