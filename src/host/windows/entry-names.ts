/** Names of policy entries: unique, readable, and the same for the same filter after policy has changed. */

/** The entry of the default response. */
export const DYNAMIC_ENTRY = '<Dynamic>';

/** Remembers which filter has which name, from one policy to the next. */
export class EntryNames {
  #names: ReadonlyMap<string, string> = new Map();

  /**
   * The names for filters, in their order. `key` is what a filter is, `wanted` the rule's name, which
   * several may share.
   */
  assign(filters: readonly { readonly key: string; readonly wanted: string }[]): string[] {
    const names = new Map<string, string>();
    const taken = new Set([DYNAMIC_ENTRY]);
    const keys = keysOf(filters);
    for (const key of keys) {
      const known = this.#names.get(key);
      if (known === undefined) continue;
      names.set(key, known);
      taken.add(known);
    }
    const tried = new Map<string, number>();
    for (const [i, key] of keys.entries()) {
      if (names.has(key)) continue;
      const name = freeName(taken, tried, readable(filters[i]!.wanted));
      names.set(key, name);
      taken.add(name);
    }
    this.#names = names;
    return keys.map((key) => names.get(key)!);
  }
}

/** Filters that are the same in everything are told apart by their order. */
function keysOf(filters: readonly { readonly key: string; readonly wanted: string }[]): string[] {
  const counts = new Map<string, number>();
  return filters.map(({ key, wanted }) => {
    const whole = `${wanted} | ${key}`;
    const count = (counts.get(whole) ?? 0) + 1;
    counts.set(whole, count);
    return count === 1 ? whole : `${whole} | ${count}`;
  });
}

/** Brackets at the end of a name are those of a flow (see base/flow-name.ts). */
function readable(wanted: string): string {
  const name = wanted.trim().replaceAll('[', '(').replaceAll(']', ')');
  return name === '' ? 'unnamed rule' : name;
}

/** `tried`: how far the numbers of a wanted name are used up, so that many of one name cost no more. */
function freeName(taken: ReadonlySet<string>, tried: Map<string, number>, wanted: string): string {
  for (let number = tried.get(wanted) ?? 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} (${number})`;
    if (taken.has(name)) continue;
    tried.set(wanted, number + 1);
    return name;
  }
}
