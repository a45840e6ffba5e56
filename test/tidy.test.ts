/**
 * The shape of the house, held on the syntax trees: who may import whom, what the deterministic core
 * may not touch, how long a file may be, and that no file is dead.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const SRC = join(ROOT, 'src');
const MAXIMUM_LINES = 400;

/** Layers from left to right: a file imports from its own folder or from layers to its left. */
const LAYERS: readonly (readonly string[])[] = [
  ['base'],
  ['wire', 'crypto'],
  ['ike', 'ipsec', 'policy'],
  ['host'],
  ['net', 'sim', 'observe'],
  ['explain', 'lab', 'scenario', 'netsh', 'monitor'],
  ['cli'],
];
/** The last braces may use one another where one plainly serves the other. */
const MAY_USE_ONE_ANOTHER = 5;
const CORE: ReadonlySet<string> = new Set(LAYERS.slice(0, 4).flat());

/** Names that would let time, chance or the machine into the core. */
const BANNED_NAMES: ReadonlySet<string> = new Set([
  'Date',
  'Buffer',
  'Promise',
  'process',
  'console',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'structuredClone',
  'fetch',
]);

/** What of Node the providers of the edge may use: v8 and vm to free what a cipher has made. */
const NODE_OF_PROVIDERS: ReadonlySet<string> = new Set(['node:crypto', 'node:v8', 'node:vm']);

interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly folder: string;
  readonly tree: ts.SourceFile;
  readonly lines: number;
}

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

const sources = filesUnder(SRC).map(sourceFile);
const bySource = new Map(sources.map((file) => [file.path, file]));

describe('the house', () => {
  it('has only folders that the layers name', () => {
    const known = new Set(LAYERS.flat());
    const strange = sources.filter((file) => file.folder !== '' && !known.has(file.folder));
    expect(strange.map((file) => file.path)).toEqual([]);
  });

  it('imports from the own folder or from layers to the left', () => {
    const wrong = sources.flatMap((file) =>
      localImports(file)
        .map((path) => bySource.get(path)?.folder ?? '?')
        .filter((folder) => !mayImport(file.folder, folder))
        .map((folder) => `${file.path} imports from ${folder}`),
    );
    expect(wrong).toEqual([]);
  });

  it('lets only @noble/* into the core, and des.js into its portable provider', () => {
    const wrong = sources
      .filter((file) => CORE.has(file.folder))
      .flatMap((file) =>
        imports(file)
          .filter(({ from }) => !from.startsWith('.') && !isAllowedInCore(file, from))
          .map(({ from }) => `${file.path} imports ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  it('keeps the providers of the edge out of the core', () => {
    const wrong = sources
      .filter((file) => CORE.has(file.folder) && !isNodeProvider(file.path))
      .flatMap((file) =>
        localImports(file)
          .filter(isNodeProvider)
          .map((path) => `${file.path} imports ${path}`),
      );
    expect(wrong).toEqual([]);
  });

  it('keeps clocks, chance and the machine out of the core', () => {
    const wrong = sources
      .filter((file) => CORE.has(file.folder) && !isNodeProvider(file.path))
      .flatMap((file) => bannedUses(file).map((what) => `${file.path}:${what}`));
    expect(wrong).toEqual([]);
  });

  it('has no default exports, enums, namespaces, or barrels but the package entry', () => {
    const wrong = sources.flatMap((file) => badShapes(file).map((what) => `${file.path}:${what}`));
    expect(wrong).toEqual([]);
  });

  it(`has no file of more than ${MAXIMUM_LINES} lines`, () => {
    const all = [
      ...sources,
      ...['test', 'bench', 'scripts', 'wasm'].flatMap((folder) =>
        filesUnder(join(ROOT, folder)).map(sourceFile),
      ),
    ];
    const long = all
      .filter((file) => file.lines > MAXIMUM_LINES)
      .map((file) => `${file.path}: ${file.lines}`);
    expect(long).toEqual([]);
  });

  it('has no dead files', () => {
    const alive = new Set<string>();
    const reach = (path: string): void => {
      const file = bySource.get(path);
      if (file === undefined || alive.has(path)) return;
      alive.add(path);
      for (const next of localImports(file)) reach(next);
    };
    reach('src/index.ts');
    reach('src/cli/main.ts');
    for (const script of filesUnder(join(ROOT, 'scripts')))
      localImports(sourceFile(script)).forEach(reach);
    expect(sources.map((file) => file.path).filter((path) => !alive.has(path))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  const planted = (text: string, path = 'src/ike/planted.ts'): SourceFile => ({
    path,
    folder: path.split('/')[1]!,
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
    lines: 1,
  });

  it.each([
    'const now = Date.now();',
    'export async function f() {}',
    'const x = Math.random();',
    'await import("node:fs");',
    'globalThis.crypto.getRandomValues(x);',
    'const b = Buffer.from("x");',
  ])('see %s in the core', (text) => {
    expect(bannedUses(planted(text)).length).toBeGreaterThan(0);
  });

  it('see a dynamic import', () => {
    expect(imports(planted('const x = import("../host/host.ts");'))).toEqual([
      { from: '../host/host.ts', typeOnly: false },
    ]);
  });

  it('see a layer broken', () => {
    expect(mayImport('ike', 'ipsec')).toBe(false);
    expect(mayImport('ike', 'host')).toBe(false);
    expect(mayImport('host', 'ike')).toBe(true);
    expect(mayImport('lab', 'scenario')).toBe(true);
    expect(mayImport('net', 'observe')).toBe(false);
  });

  it('see shapes that are not wanted', () => {
    expect(
      badShapes(planted('export default 1; enum E { A } export * from "./x.ts";')),
    ).toHaveLength(3);
  });
});

function mayImport(from: string, to: string): boolean {
  // Files that stand in src itself are entries, which may use anything.
  if (from === '' || from === to) return true;
  const own = LAYERS.findIndex((layer) => layer.includes(from));
  const other = LAYERS.findIndex((layer) => layer.includes(to));
  return other >= 0 && (other < own || (other === own && own === MAY_USE_ONE_ANOTHER));
}

function isNodeProvider(path: string): boolean {
  return /^src\/crypto\/(node[^/]*|fast\/[^/]+)\.ts$/.test(path);
}

function isAllowedInCore(file: SourceFile, from: string): boolean {
  if (from.startsWith('@noble/')) return true;
  if (from === 'des.js') return /^src\/crypto\/noble[^/]*\.ts$/.test(file.path);
  return NODE_OF_PROVIDERS.has(from) && isNodeProvider(file.path);
}

function bannedUses(file: SourceFile): string[] {
  const found: string[] = [];
  const note = (node: ts.Node, what: string): void => {
    const { line } = file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree));
    found.push(`${line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isAwaitExpression(node)) note(node, 'await');
    if (
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.AsyncKeyword)
    )
      note(node, 'async');
    if (
      ts.isIdentifier(node) &&
      isUseOf(node) &&
      (BANNED_NAMES.has(node.text) || node.text === 'globalThis')
    )
      note(node, node.text);
    if (ts.isPropertyAccessExpression(node) && node.getText(file.tree) === 'Math.random')
      note(node, 'Math.random');
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

/** A name that stands for the global thing, not for a property or a field of that name. */
function isUseOf(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return (
    !(ts.isPropertyAssignment(parent) && parent.name === node) &&
    !ts.isPropertySignature(parent) &&
    !ts.isPropertyDeclaration(parent)
  );
}

function badShapes(file: SourceFile): string[] {
  const found: string[] = [];
  for (const node of file.tree.statements) {
    if (ts.isExportAssignment(node)) found.push('default export');
    if (ts.isEnumDeclaration(node)) found.push('enum');
    if (ts.isModuleDeclaration(node) && !file.path.endsWith('.d.ts')) found.push('namespace');
    if (ts.isExportDeclaration(node) && node.exportClause === undefined) found.push('export *');
  }
  return found;
}

function imports(file: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node !== undefined && ts.isStringLiteralLike(node))
      found.push({ from: node.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.isTypeOnly === true);
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

function localImports(file: SourceFile): string[] {
  return imports(file)
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from }) =>
      relative(ROOT, resolve(ROOT, dirname(file.path), from)).replaceAll('\\', '/'),
    );
}

function sourceFile(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const fromRoot = relative(ROOT, path).replaceAll('\\', '/');
  const parts = fromRoot.split('/');
  return {
    path: fromRoot,
    folder: parts.length > 2 ? parts[1]! : '',
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
    lines: text.split('\n').length - 1,
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('.tmp'))
    .sort();
}
