/** scapy with strongSwan's keys, where strongSwan itself carries no packet: a Python process a worker. */

import type { ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Agreement } from './cell.ts';
import type { CharonSa } from './charon-log.ts';
import { ESPIAL_ADDRESS, LINK_PORT, pingAddresses, STRONGSWAN_ADDRESS } from './peer-file.ts';
import { spawnIn } from './run.ts';

const SCRIPT = fileURLToPath(new URL('./scapy-esp.py', import.meta.url));
/** Debian's own: python3-scapy is not in others. */
const PYTHON = '/usr/bin/python3';
const ANSWER_MILLISECONDS = 15_000;

/** The pair of SAs with strongSwan's keys. */
export interface ScapySas {
  readonly inbound: CharonSa;
  readonly outbound: CharonSa;
  /** With extended sequence numbers. */
  readonly esn: boolean;
}

export class Scapy {
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  #said = '';

  private constructor(namespace: string) {
    this.#process = spawnIn(namespace, [PYTHON, SCRIPT], 'pipe');
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    // A process that is gone is told by the answer that does not come.
    this.#process.stdin?.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#process.stdout! });
  }

  /** Starts it: about a second. */
  static async start(namespace: string): Promise<Scapy> {
    const scapy = new Scapy(namespace);
    await scapy.#answer();
    return scapy;
  }

  /** From now on it opens and answers what Espial sends on this pair. */
  async take(agreement: Agreement, { inbound, outbound, esn }: ScapySas): Promise<void> {
    await this.#ask({
      do: 'sas',
      in: { ...inbound, integrity: inbound.integrity ?? null, esn },
      out: { ...outbound, integrity: outbound.integrity ?? null, esn },
      mode: agreement.mode,
      wire: agreement.encapsulated ? 'udp' : 'link',
      linkPort: LINK_PORT,
      me: STRONGSWAN_ADDRESS,
      peer: ESPIAL_ADDRESS,
    });
  }

  /** How many of some echo requests of its own Espial answered. */
  async ping(agreement: Agreement, count: number): Promise<number> {
    const { espial, strongSwan } = pingAddresses(agreement);
    const { received } = await this.#ask({ do: 'ping', from: strongSwan, to: espial, count });
    return received as number;
  }

  /** How many packets it opened, and what was wrong with others. */
  async result(): Promise<{ opened: number; failures: string[] }> {
    return (await this.#ask({ do: 'result' })) as { opened: number; failures: string[] };
  }

  end(): void {
    this.#process.kill();
  }

  async #ask(request: object): Promise<Record<string, unknown>> {
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    const answer = await this.#answer();
    if ('error' in answer) throw new Error(`scapy: ${answer.error}`);
    return answer;
  }

  #answer(): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`scapy does not answer: ${this.#said.slice(-2000)}`)),
        ANSWER_MILLISECONDS,
      );
      this.#lines.once('line', (line) => {
        clearTimeout(timer);
        resolve(JSON.parse(line) as Record<string, unknown>);
      });
    });
  }
}
