/** What a run was made on: figures of two machines are never compared. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, type as systemType, totalmem } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Of the instructions that matter here, those that the processor has. */
  readonly instructions: readonly string[];
  readonly memoryOctets: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** OpenSSL inside Node. */
  readonly openssl: string;
  /** The first line of what the C compiler says of itself. */
  readonly compiler?: string;
  /** The commit that the working tree stands on. */
  readonly commit?: string;
  /** Runnable processes on average over the minute before the run. */
  readonly load: number;
}

const INSTRUCTIONS = ['aes', 'pclmulqdq', 'avx2', 'avx512f', 'vaes', 'sha_ni', 'vpclmulqdq'];

/** This machine now. */
export function thisMachine(): Machine {
  const processors = cpus();
  const compiler = firstLine('cc', ['--version']);
  const commit = firstLine('git', ['describe', '--always', '--dirty']);
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    instructions: instructions(),
    memoryOctets: totalmem(),
    system: `${systemType()} ${release()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    openssl: process.versions.openssl,
    ...(compiler === undefined ? {} : { compiler }),
    ...(commit === undefined ? {} : { commit }),
    load: loadavg()[0] ?? 0,
  };
}

/** Whether the processor has an instruction, as Linux says; elsewhere nobody knows and it has none. */
export function hasInstruction(name: string): boolean {
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'latin1'))?.[1] ?? '';
    return flags.split(' ').includes(name);
  } catch {
    return false;
  }
}

/** The same in a few lines of at most 80 columns. */
export function machineText(machine: Machine): string {
  const { processor, cores, instructions: has, system, node, v8, openssl } = machine;
  const lines = [
    `${cores} x ${processor}, ${(machine.memoryOctets / 2 ** 30).toFixed(1)} GiB`,
    `has ${has.join(' ')}`,
    `${system}, node ${node} (V8 ${v8.split('-')[0]}, OpenSSL ${openssl})`,
    machine.compiler ?? 'no C compiler',
    `commit ${machine.commit ?? 'unknown'}, load ${machine.load.toFixed(2)} at the start`,
  ];
  return lines.map((line) => line.slice(0, 80)).join('\n');
}

function instructions(): readonly string[] {
  return INSTRUCTIONS.filter((name) => hasInstruction(name));
}

function firstLine(command: string, words: readonly string[]): string | undefined {
  try {
    const said = execFileSync(command, [...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return said.split('\n')[0]?.trim() || undefined;
  } catch {
    return undefined;
  }
}
