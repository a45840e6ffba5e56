/** docs/ARCHITECTURE.md against the code: what it names is where it says. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseDocument, ROOT } from './markdown.ts';

const PATH = 'docs/ARCHITECTURE.md';
const PAGE = parseDocument(PATH, readFileSync(join(ROOT, PATH), 'utf8'));
/** Links whose text is code name something in the file behind them. */
const NAMED = PAGE.links.filter(({ label }) => /^`[\w.#]+`$/.test(label));

describe('docs/ARCHITECTURE.md', () => {
  it('names things that are defined where its links lead', () => {
    expect(NAMED.length).toBeGreaterThan(50);
    const missing = NAMED.filter(({ label, path }) => !isDefined(path, label.slice(1, -1)));
    expect(missing.map(({ place, label, path }) => `${place}: ${label} in ${path}`)).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const paths = [
      ...PAGE.text.matchAll(/(?<![\w./])((?:src|test|docs|bench|scripts)\/[\w./-]*\w)/g),
    ];
    expect(paths.length).toBeGreaterThan(20);
    const missing = paths.map(([path]) => path).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it('leads to message 5 in one step', () => {
    const row = PAGE.text.split('\n').find((line) => line.startsWith('| main-mode message 5 made'));
    expect(row).toContain('[`initiatorProof`](../src/ike/exchanges/main-mode.ts)');
    const source = readFileSync(join(ROOT, 'src/ike/exchanges/main-mode.ts'), 'utf8');
    const order = /messages: \[([^\]]*)\]/
      .exec(source)![1]!
      .split(',')
      .map((name) => name.trim());
    expect(order[4]).toBe('initiatorProof');
  });

  it('says what the layers are as test/tidy.test.ts does', () => {
    const folders = [...PAGE.text.matchAll(/^\| `src\/(\w+)` \|/gm)].map(([, folder]) => folder!);
    const tidy = readFileSync(join(ROOT, 'test/tidy.test.ts'), 'utf8');
    const layers = /LAYERS[^=]*= (\[[\s\S]*?\n\]);/.exec(tidy)![1]!;
    const known = [...layers.matchAll(/'(\w+)'/g)].map(([, folder]) => folder!);
    expect(folders).toEqual(known.filter((folder) => existsSync(join(ROOT, 'src', folder))));
  });
});

describe('docs/GLOSSARY.md', () => {
  it('has names in its second column that the code uses', () => {
    const page = readFileSync(join(ROOT, 'docs/GLOSSARY.md'), 'utf8');
    const cells = [...page.matchAll(/^\| [^|]+\| ([^|]+) \|/gm)].map(([, cell]) => cell!);
    const names = cells.flatMap((cell) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    );
    expect(names.length).toBeGreaterThan(50);
    const code = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
      .join('\n');
    expect(names.filter((name) => !code.includes(name))).toEqual([]);
  });
});

const definitions = new Map<string, ReadonlySet<string>>();

/** Whether a file defines a name, or `Outer.member` inside of `Outer`. */
function isDefined(path: string, name: string): boolean {
  let names = definitions.get(path);
  if (names === undefined) {
    names = definedIn(path);
    definitions.set(path, names);
  }
  return names.has(name);
}

function definedIn(path: string): ReadonlySet<string> {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const names = new Set<string>();
  const visit = (node: ts.Node, outer: string): void => {
    const name = nameOf(node);
    if (name !== undefined) names.add(outer === '' ? name : `${outer}.${name}`);
    // Functions hide what they define.
    if (ts.isFunctionLike(node)) return;
    ts.forEachChild(node, (child) => visit(child, name ?? outer));
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true), '');
  return names;
}

function nameOf(node: ts.Node): string | undefined {
  const isDefinition =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertyAssignment(node);
  return isDefinition ? node.name?.getText() : undefined;
}
