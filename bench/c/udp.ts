/** Datagrams between two processes in C: a call a datagram; and ESP by EVP, a call a run of packets. */

import type { EspSuite } from '../../src/crypto/provider.ts';
import { suiteRequest } from '../crypto/baseline.ts';
import { clearPackets } from '../crypto/packets.ts';
import type { Absent, MeasuredContender, Readings } from '../group.ts';
import { LineProcess } from '../line-process.ts';
import { canPin } from '../path/pair-of-ends.ts';
import { buildBaseline } from './build.ts';

const NAME = 'C sendto, recvfrom';
const RUNS_NAME = 'C EVP with UDP_SEGMENT, UDP_GRO';
/** Of a round: the rest is waiting for what is still on its way. */
const SENDING_PART = 0.7;

/** Contenders of the path group that are other programs. */
export interface OtherPaths {
  readonly contenders: readonly MeasuredContender[];
  readonly absent: readonly Absent[];
  close(): void | Promise<void>;
}

/**
 * Over loopback, each process on a processor of its own where it can be held there: plain datagrams of
 * `octets` octets, and ESP packets of a suite around so many, in runs as native sockets send them.
 */
export function pathsInC(suite: EspSuite, octets: number): OtherPaths {
  const built = buildBaseline();
  const sa = suiteRequest(suite);
  if ('why' in built || sa === undefined) {
    const why = 'why' in built ? built.why : 'EVP does not have the suite';
    return { contenders: [], absent: [NAME, RUNS_NAME].map((name) => ({ name, why })), close() {} };
  }
  const [first = [], second = []] = [0, 1].map((processor) =>
    canPin() ? ['taskset', '-c', String(processor)] : [],
  );
  const plain = new DatagramPair(built.path, first, second);
  const runs = new DatagramPair(built.path, first, second, sa);
  const { length } = clearPackets(suite, octets);
  return {
    contenders: [
      { name: NAME, round: (milliseconds) => plain.round('127.0.0.1', octets, milliseconds) },
      {
        name: RUNS_NAME,
        async round(milliseconds) {
          const readings = await runs.round('127.0.0.1', length, milliseconds);
          // Of the packets inside, as everywhere here.
          return { ...readings, throughput: readings.rate! * octets * 8 };
        },
      },
    ],
    absent: [],
    close() {
      plain.close();
      runs.close();
    },
  };
}

/** What the baseline is asked. */
interface Requests {
  readonly bind: string;
  readonly receive: string;
  readonly send: string;
}
const DATAGRAMS: Requests = { bind: 'bind', receive: 'receive', send: 'send' };
const RUNS: Requests = { bind: 'runs-bind', receive: 'runs-receive', send: 'runs-send' };

/** A process that sends and one that receives. */
export class DatagramPair {
  readonly #requests: Requests;
  readonly #sender: LineProcess;
  readonly #receiver: LineProcess;
  readonly #port: Promise<string>;

  /**
   * `sending`, `receiving`: the commands that each is started by, such as `ip netns exec NAME`. `sa`: the
   * line that sets an SA, for ESP packets in runs.
   */
  constructor(path: string, sending: readonly string[], receiving: readonly string[], sa?: string) {
    this.#requests = sa === undefined ? DATAGRAMS : RUNS;
    const start = ([command = path, ...words]: readonly string[]): LineProcess =>
      new LineProcess('the C baseline', command, command === path ? words : [...words, path]);
    this.#sender = start(sending);
    this.#receiver = start(receiving);
    const ends = sa === undefined ? [] : [this.#sender.ask(sa), this.#receiver.ask(sa)];
    this.#port = Promise.all(ends).then(() => this.#receiver.ask(this.#requests.bind));
    // Said by the first round: until then nobody waits for it.
    this.#port.catch(() => undefined);
  }

  /** Sends payloads of so many octets as fast as it goes, and tells what arrived. */
  async round(address: string, octets: number, milliseconds: number): Promise<Readings> {
    const time = milliseconds * SENDING_PART;
    const { receive, send } = this.#requests;
    const arriving = this.#receiver.ask(`${receive} ${time}`);
    const sending = this.#sender.ask(`${send} ${address} ${await this.#port} ${octets} ${time}`);
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
