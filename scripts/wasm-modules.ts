/**
 * The WASM kernels: AssemblyScript in `wasm/`, one module for each file that stands there itself
 * (folders below hold parts), compiled into a TypeScript file each, with the octets in base64.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const SOURCES = fileURLToPath(new URL('../wasm/', import.meta.url));
const OUTPUT = 'kernel.wasm';
const LINE_CHARACTERS = 96;
/** `stub`: nothing is allocated in a kernel, so no collector goes in. No debug names: same bytes everywhere. */
const FLAGS = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
/** A kernel of such a name is for engines that have more than plain SIMD. */
const RELAXED_NAME = /-relaxed$/;
const RELAXED_FLAGS = ['--enable', 'relaxed-simd'];
/** `abort` is what AssemblyScript calls on a failed assertion; without it a kernel imports nothing. */
const NO_IMPORTS = ['--use', 'abort='];

/** One kernel as it stands in `src/crypto/wasm`. */
export interface WasmModule {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** The names of all kernels. */
export function kernelNames(): readonly string[] {
  return readdirSync(SOURCES)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Compiles a kernel. Throws an Error with the compiler's words. */
export async function compileKernel(name: string): Promise<WasmModule> {
  let octets: Uint8Array | undefined;
  const entry = `${name}.ts`;
  const flags = RELAXED_NAME.test(name) ? [...FLAGS, ...RELAXED_FLAGS] : FLAGS;
  const { error, stderr } = await asc.main([entry, ...flags, ...NO_IMPORTS, '--outFile', OUTPUT], {
    readFile: (path: string) => readSource(path),
    writeFile(path: string, contents: string | Uint8Array) {
      if (path === OUTPUT) octets = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error !== null || octets === undefined) {
    throw new Error(`wasm/${entry} does not compile:\n${stderr.toString()}`);
  }
  return { path: `src/crypto/wasm/${name}.ts`, text: moduleText(name, octets) };
}

function readSource(path: string): string | null {
  try {
    return readFileSync(new URL(path, `file://${SOURCES}`), 'utf8');
  } catch {
    // The compiler asks for a file under several names, and takes null for no.
    return null;
  }
}

function moduleText(name: string, octets: Uint8Array): string {
  const base64 = Buffer.from(octets).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g')) ?? [];
  const constant = name.toUpperCase().replaceAll('-', '_');
  return [
    `/** Made by \`npm run wasm\` from wasm/${name}.ts, ${octets.length} octets. Not to be edited. */`,
    `export const ${constant} = \``,
    ...lines,
    '`;',
    '',
  ].join('\n');
}
