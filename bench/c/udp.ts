/** Datagrams by sendto and recvfrom, a call a datagram, in two processes. */

import type { Absent, MeasuredContender, Readings } from '../group.ts';
import { LineProcess } from '../line-process.ts';
import { canPin } from '../path/pair-of-ends.ts';
import { buildBaseline } from './build.ts';

const NAME = 'C sendto, recvfrom';
/** Of a round: the rest is waiting for what is still on its way. */
const SENDING_PART = 0.7;

/** Contenders of the path group that are other programs. */
export interface OtherPaths {
  readonly contenders: readonly MeasuredContender[];
  readonly absent: readonly Absent[];
  close(): void | Promise<void>;
}

/** Plain datagrams over loopback, each process on a processor of its own where it can be held there. */
export function plainC(octets: number): OtherPaths {
  const built = buildBaseline();
  if ('why' in built) {
    return { contenders: [], absent: [{ name: NAME, why: built.why }], close() {} };
  }
  const prefixes = [0, 1].map((processor) =>
    canPin() ? ['taskset', '-c', String(processor)] : [],
  );
  const pair = new DatagramPair(built.path, prefixes[0]!, prefixes[1]!);
  const round = (milliseconds: number): Promise<Readings> =>
    pair.round('127.0.0.1', octets, milliseconds);
  return { contenders: [{ name: NAME, round }], absent: [], close: () => pair.close() };
}

/** A process that sends and one that receives. */
export class DatagramPair {
  readonly #sender: LineProcess;
  readonly #receiver: LineProcess;
  readonly #port: Promise<string>;

  /** `sending`, `receiving`: the commands that each is started by, such as `ip netns exec NAME`. */
  constructor(path: string, sending: readonly string[], receiving: readonly string[]) {
    const start = ([command = path, ...words]: readonly string[]): LineProcess =>
      new LineProcess(NAME, command, command === path ? words : [...words, path]);
    this.#sender = start(sending);
    this.#receiver = start(receiving);
    this.#port = this.#receiver.ask('bind');
  }

  /** Sends payloads of so many octets as fast as it goes, and tells what arrived. */
  async round(address: string, octets: number, milliseconds: number): Promise<Readings> {
    const time = milliseconds * SENDING_PART;
    const arriving = this.#receiver.ask(`receive ${time}`);
    const sending = this.#sender.ask(`send ${address} ${await this.#port} ${octets} ${time}`);
    const [arrived, nanoseconds] = numbers(await arriving);
    const [sent] = numbers(await sending);
    if (arrived < 2) throw new Error(`of ${sent} datagrams to ${address} ${arrived} arrived`);
    return {
      rate: ((arrived - 1) * 1e9) / nanoseconds,
      throughput: ((arrived - 1) * octets * 8e9) / nanoseconds,
      loss: 1 - arrived / sent,
    };
  }

  close(): void {
    this.#sender.close();
    this.#receiver.close();
  }
}

function numbers(line: string): readonly [number, number] {
  const [first = 0, second = 0] = line.split(' ').map(Number);
  return [first, second];
}
