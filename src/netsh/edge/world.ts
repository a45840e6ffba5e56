/** Files, DNS, the clock and GUIDs of this machine, for netsh. */

import { randomUUID } from 'node:crypto';
import { promises as dns } from 'node:dns';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { tryParseAddress } from '../../base/address.ts';
import { LIMITS } from '../../base/limits.ts';
import { fileTrouble, reason, systemCode } from '../../net/errors.ts';
import type { Guid } from '../../policy/model.ts';
import type { NetshWorld } from '../backend.ts';
import { NetshProblem } from '../problem.ts';
import { ask } from './ask.ts';

/** The machine that netsh runs on. */
export function machineWorld(): NetshWorld {
  // Names are a kindness: a server that is silent must not hold the answer up for long.
  const resolver = new dns.Resolver({ timeout: 2000, tries: 1 });
  return {
    readFile: (path) => onFile(path, READING, () => textOf(path)),
    // A policy may hold keys, so the file is nobody else's to read.
    writeFile: (path, text) => onFile(path, WRITING, () => writeFile(path, text, { mode: 0o600 })),
    lookUp: async (name) => {
      try {
        const found = await dns.lookup(name, { family: 4, all: true });
        return found.flatMap(({ address }) => tryParseAddress(address) ?? []);
      } catch (error) {
        if (['ENOTFOUND', 'ENODATA'].includes(systemCode(error))) return [];
        throw new NetshProblem(
          `"${name}" cannot be looked up: ${reason(error)}.`,
          'Try again when DNS answers, or write the address.',
        );
      }
    },
    nameOf: async (address) => {
      try {
        return (await resolver.reverse(address.text))[0];
      } catch {
        // No name, or nobody to ask: the address is shown alone.
        return undefined;
      }
    },
    confirm: ask,
    wallNow: () => Date.now(),
  };
}

/** A GUID as Windows writes it. */
export function newGuid(): Guid {
  return `{${randomUUID().toUpperCase()}}`;
}

async function textOf(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > LIMITS.storeOctets) {
    throw new NetshProblem(
      `${path} has ${size} octets; ${LIMITS.storeOctets} is the most.`,
      'Is it the right file?',
    );
  }
  return decoded(await readFile(path));
}

/** Scripts of Windows are often UTF-16, which its editors call Unicode. */
function decoded(octets: Uint8Array): string {
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(octets);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(octets);
  return new TextDecoder().decode(octets);
}

const READING = 'Check the name, and from which folder it counts.';
const WRITING = 'Name a folder that is there and that you may write.';

async function onFile<T>(path: string, advice: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof NetshProblem) throw error;
    const missing = advice === WRITING && systemCode(error) === 'ENOENT';
    const trouble = missing
      ? `${path} cannot be made: its folder does not exist.`
      : fileTrouble(error, path);
    throw new NetshProblem(trouble ?? reason(error), advice);
  }
}
