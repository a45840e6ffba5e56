/** Every example of the documents works: files load, code compiles and runs, commands and links exist. */

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Host } from '../../src/host/host.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { play } from '../../src/scenario/run.ts';
import { openVirtual } from '../../src/scenario/runner-virtual.ts';
import { parsePeerFile } from '../../src/scenario/schema/load.ts';
import { parseRealm } from '../../src/scenario/schema/realm-schema.ts';
import type { ReadSecretFile } from '../../src/scenario/schema/secrets.ts';
import { plainLink } from '../../src/sim/link.ts';
import { World } from '../../src/sim/world.ts';
import { commandTable, shellWords } from './command-table.ts';
import { exampleFiles } from './example-files.ts';
import { type Block, documents, parseDocument, ROOT } from './markdown.ts';

const DOCUMENTS = documents();
const BLOCKS = DOCUMENTS.flatMap((document) => document.blocks);
const SCRATCH = join(ROOT, 'test/.tmp', `docs-${process.pid}`);
const SCRIPTS = scriptsOf(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** A block of another language is not an example; a new language must be added here or below. */
const SHOWN_ONLY = new Set(['', 'text']);

let program: Command;
let readFile: ReadSecretFile;

beforeAll(async () => {
  program = await commandTable();
  readFile = await exampleFiles();
});

afterAll(() => {
  rmSync(SCRATCH, { recursive: true, force: true });
});

describe('peer files and scenarios in the documents', () => {
  it.each(named('yaml'))('%s is a right file', async (_place, { place, text }) => {
    if (isRealm(text)) return expect(parseRealm(place, text).principals).not.toEqual([]);
    const parse = isScenario(text) ? parseScenario : parsePeerFile;
    await expect((async () => parse(place, text, readFile))()).resolves.toBeDefined();
  });

  it.each(named('yaml').filter(([, { text }]) => isScenario(text)))(
    '%s passes in virtual time',
    async (_place, { place, text }) => {
      const scenario = await parseScenario(place, text, readFile);
      const { checks } = await play(scenario, openVirtual(scenario, nodeProvider));
      expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    },
  );

  it('of the README agree: a ping passes the tunnel of alice and bob', () => {
    const world = new World();
    const [alice] = named('yaml')
      .filter(
        ([place, { text }]) => place.startsWith('README.md') && /^name: (alice|bob)$/m.test(text),
      )
      .map(([place, { text }]) => {
        const { config } = parsePeerFile(place, text, readFile);
        const random = seededRandom(config.name);
        const machine = new Host({ config, provider: nodeProvider, random });
        const { name, addresses } = config;
        return world.attach({ name, machine, addresses, link: plainLink(1) });
      });
    const id = world.command(alice!, {
      kind: 'ping',
      from: undefined,
      to: parseAddress('10.2.0.1'),
      count: 1,
      intervalMilliseconds: 0,
      timeoutMilliseconds: 1000,
      payloadOctets: 56,
    });
    world.run(2000);
    expect(world.result(id)).toMatchObject({ ok: true, value: { received: 1 } });
  });
});

describe('code in the documents', () => {
  const examples = BLOCKS.filter(({ language }) => language === 'ts').map((block, i) => ({
    block,
    file: join(SCRATCH, `example-${i}.ts`),
  }));

  beforeAll(() => {
    mkdirSync(SCRATCH, { recursive: true });
    for (const { block, file } of examples) writeFileSync(file, withLocalImports(block.text));
  });

  it('compiles under the strict options of the repository', () => {
    expect(problemsOf(examples.map(({ file }) => file))).toEqual([]);
  });

  it.each(examples.map((example) => [example.block.place, example] as const))(
    '%s prints what the document shows',
    async (_place, { block, file }) => {
      const printed: string[] = [];
      const log = vi.spyOn(console, 'log').mockImplementation((...words) => {
        printed.push(words.map(String).join(' '));
      });
      try {
        await import(pathToFileURL(file).href);
      } finally {
        log.mockRestore();
      }
      const next = BLOCKS[BLOCKS.indexOf(block) + 1];
      if (next?.language === 'text') expect(`${printed.join('\n')}\n`).toBe(next.text);
    },
  );
});

describe('commands in the documents', () => {
  const lines = BLOCKS.filter(({ language }) => language === 'sh').flatMap(({ place, text }) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .flatMap((line) => line.split(' && '))
      .map((line) => [place, line] as const),
  );

  it.each(lines)('%s: %s', async (_place, line) => {
    expect(await problemOf(shellWords(line))).toBeUndefined();
  });

  it('are refused where they do not exist', async () => {
    expect(await problemOf(['espial', 'fly'])).toMatch(/unknown command/);
    expect(await problemOf(['espial', 'up', '--sideways'])).toMatch(/unknown option/);
    expect(await problemOf(['espial', 'ping'])).toMatch(/missing required argument/);
    expect(await problemOf(['npm', 'run', 'fly'])).toMatch(/no script/);
    expect(shellWords('espial sa --json 2>log | less')).toEqual(['espial', 'sa', '--json']);
  });

  it('name every espial command in the README', () => {
    const { text } = DOCUMENTS.find(({ path }) => path === 'README.md')!;
    const missing = program.commands
      .map((command) => command.name())
      .filter((name) => !text.includes(`\`espial ${name}`));
    expect(missing).toEqual([]);
  });
});

describe('links in the documents', () => {
  it.each(DOCUMENTS.map(({ path, links }) => [path, links] as const))(
    'lead somewhere from %s',
    (_path, links) => {
      const dead = links.filter(({ path, anchor }) => {
        if (!existsSync(join(ROOT, path))) return true;
        if (anchor === '') return false;
        return !DOCUMENTS.find((document) => document.path === path)?.anchors.has(anchor);
      });
      expect(dead.map(({ place, path, anchor }) => `${place}: ${path}#${anchor}`)).toEqual([]);
    },
  );

  it('are found, with their anchors', () => {
    const { links, anchors } = parseDocument('docs/x.md', '# A `b`, c\n\n[`p`](../src/x.ts#a)\n');
    expect(links).toEqual([{ place: 'docs/x.md:3', label: '`p`', path: 'src/x.ts', anchor: 'a' }]);
    expect(anchors).toEqual(new Set(['a-b-c']));
  });
});

describe('the documents', () => {
  it('have examples in languages that are tried here alone', () => {
    const tried = new Set([...SHOWN_ONLY, 'yaml', 'ts', 'sh']);
    expect(BLOCKS.filter(({ language }) => !tried.has(language)).map(({ place }) => place)).toEqual(
      [],
    );
  });

  it('say the test command as it is', () => {
    const { text } = DOCUMENTS.find(({ path }) => path === 'README.md')!;
    expect(text.split('\n')).toContain('npm ci && npm test');
  });

  it('are in the package', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      files: string[];
    };
    for (const path of files.filter((name) => name !== 'dist')) {
      expect(statSync(join(ROOT, path)).size, path).toBeGreaterThan(0);
    }
  });
});

function named(language: string): (readonly [string, Block])[] {
  return BLOCKS.filter((block) => block.language === language).map((block) => [block.place, block]);
}

function isRealm(text: string): boolean {
  return text.startsWith('realm:');
}

function isScenario(text: string): boolean {
  return /^steps:/m.test(text);
}

/** What a user imports by the package's name lies in src here. */
function withLocalImports(text: string): string {
  return text
    .replaceAll("'espial'", "'../../../src/index.ts'")
    .replaceAll("'espial/node-crypto'", "'../../../src/crypto/node.ts'");
}

function problemsOf(files: readonly string[]): string[] {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, ROOT);
  const compiled = ts.createProgram(files, options);
  return files.flatMap((file) =>
    ts
      .getPreEmitDiagnostics(compiled, compiled.getSourceFile(file))
      .map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}

/** Why a line would not run, as far as its words go. */
async function problemOf(words: readonly string[]): Promise<string | undefined> {
  const [tool, ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  if (tool === 'espial') {
    try {
      await program.parseAsync(rest, { from: 'user' });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (tool !== 'npm') return undefined;
  const script = rest[0] === 'run' ? rest[1]! : rest[0]!;
  const builtIn = ['ci', 'install'].includes(script);
  return builtIn || SCRIPTS.has(script) ? undefined : `no script "${script}"`;
}

function scriptsOf(text: string): ReadonlySet<string> {
  return new Set(Object.keys((JSON.parse(text) as { scripts: object }).scripts));
}
