/** Files that lie one upon the other: maps merge, everything else is replaced, and places stay right. */

import type { DataPath, YamlSource } from './yaml-source.ts';

/** A map of YAML. */
export type YamlMap = Readonly<Record<string, unknown>>;

/** Whether a value of a file is a map. */
export function isYamlMap(value: unknown): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * One file from several, the topmost first. Maps merge key by key; a list or any other value takes the
 * place of what is below it, and a key without a value takes away what is below. What stands nowhere is
 * amiss in the topmost file.
 */
export function layered(layers: readonly [YamlSource, ...YamlSource[]]): YamlSource {
  const [top] = layers;
  const ownerOf = (path: DataPath): YamlSource => {
    let candidates: { source: YamlSource; value: unknown }[] = [];
    for (const source of layers) candidates.push({ source, value: source.data });
    for (const step of path) {
      const inside = candidates
        .filter(({ value }) => holds(value, step))
        .map(({ source, value }) => ({ source, value: (value as never)[step] as unknown }));
      if (inside.length === 0) break;
      candidates = [];
      for (const candidate of inside) {
        candidates.push(candidate);
        // It hides what is below it.
        if (!isYamlMap(candidate.value)) break;
      }
    }
    return candidates[0]!.source;
  };
  return {
    file: top.file,
    data: layers.map(({ data }) => data).reduceRight((below, above) => merged(above, below)),
    problems: layers.flatMap(({ problems }) => problems),
    problemAt: (path, part, message) => ownerOf(path).problemAt(path, part, message),
    placeOf: (path) => ownerOf(path).placeOf(path),
    problemInText: (path, line, column, message) =>
      ownerOf(path).problemInText(path, line, column, message),
    isList: (path) => ownerOf(path).isList(path),
    hide(path) {
      for (const layer of layers) layer.hide(path);
    },
  };
}

function holds(value: unknown, step: PropertyKey): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step);
}

function merged(above: unknown, below: unknown): unknown {
  if (!isYamlMap(above) || !isYamlMap(below)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(
    [...keys].flatMap((key): [string, unknown][] => {
      if (!Object.hasOwn(above, key)) return [[key, below[key]]];
      if (!Object.hasOwn(below, key)) return [[key, above[key]]];
      return above[key] === null ? [] : [[key, merged(above[key], below[key])]];
    }),
  );
}
