/** `espial decode`: a capture, or hexadecimal text, explained frame by frame. */

import { once } from 'node:events';
import { createReadStream, type ReadStream, statSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CaptureReader, NotACapture } from '../explain/capture-reader.ts';
import { type CaptureItem, HEX_KINDS, type HexKind } from '../explain/captured-frame.ts';
import { Decoder } from '../explain/decoder.ts';
import type { Dissection } from '../explain/dissection.ts';
import { frameJson } from '../explain/frame-json.ts';
import { SummaryText } from '../explain/summary-text.ts';
import { treeLines } from '../explain/tree-text.ts';
import { readKeys } from './key-files.ts';
import { withCaptureOptions } from './options.ts';
import { chooseProvider } from './providers.ts';
import { UsageError } from './usage.ts';

interface DecodeOptions {
  readonly keys: readonly string[];
  readonly port: readonly number[];
  readonly frame?: FrameRange;
  readonly as: HexKind;
  readonly summary?: boolean;
  readonly json?: boolean;
  readonly full?: boolean;
}

interface FrameRange {
  readonly first: number;
  readonly last: number;
}

const READ_OCTETS = 262_144;
/** Text is written in pieces of about this size. */
const WRITE_CHARACTERS = 65_536;
const WIDTH = 80;

const EXAMPLES = `
FILE is pcap, pcapng or hexadecimal text (plain, or with offsets as hexdump,
tcpdump -x and text2pcap have them); - reads standard input. A key file has
lines of Wireshark's tables ikev1_decryption_table and esp_sa, or of
espial_ah_sa for AH, which Wireshark has no table for; a folder, such as
--keylog and the demo leave, has files of these names.

Examples:
  espial decode good.pcapng --keys .
  espial decode good.pcapng --summary
  espial decode good.pcapng --frame 5-6 --json
  tcpdump -i any -w - udp port 500 or udp port 4500 | espial decode -`;

export function addDecode(program: Command): void {
  const command = program
    .command('decode')
    .description('explain a capture or hexadecimal text: ISAKMP, ESP, AH, and IP around them')
    .argument('<file>', 'pcap, pcapng or hexadecimal text; - is standard input');
  withCaptureOptions(command, {
    flags: '--keys <file-or-folder>',
    says: 'keys to decrypt with',
    unless: 'none',
  })
    .option('--frame <n[-m]>', 'only these frames', frameRange)
    .addOption(
      new Option('--as <kind>', 'what hexadecimal text is').choices(HEX_KINDS).default('guess'),
    )
    .option('--summary', 'a line a frame')
    .addOption(new Option('--json', 'an object of JSON a frame, a line each').conflicts('summary'))
    .option('--full', 'show long octet strings whole')
    .addHelpText('after', EXAMPLES)
    .action(decode);
}

async function decode(file: string, options: DecodeOptions): Promise<void> {
  const decoder = new Decoder({
    provider: chooseProvider('auto'),
    keys: readKeys(options.keys),
    ports: options.port,
    tracing: options.summary !== true,
  });
  const print = printerFor(options);
  const reader = new CaptureReader(options.as);
  const input = file === '-' ? process.stdin : streamOf(file);
  const name = file === '-' ? 'standard input' : file;
  const wanted = options.frame ?? { first: 1, last: Number.POSITIVE_INFINITY };
  const output = new Output();
  let frames = 0;
  const take = async (items: Iterable<CaptureItem>): Promise<void> => {
    for (const item of items) {
      if (item.kind === 'trouble') {
        await output.flush();
        process.stderr.write(`espial: ${name}: ${item.sentence}, at off=${item.offset}.\n`);
        continue;
      }
      frames = item.number;
      // Frames that are not shown are looked at all the same: keys and IVs depend on them.
      if (item.number > wanted.last) continue;
      const dissection = decoder.decode(item);
      if (item.number < wanted.first) continue;
      if (output.add(print(dissection))) await output.flush();
    }
  };
  try {
    for await (const chunk of input) {
      await take(reader.push(chunk as Uint8Array));
      // Who captures at this moment wants to see what came.
      await output.flush();
    }
    await take(reader.end());
  } catch (error) {
    if (error instanceof NotACapture) throw new UsageError(`${name}: ${error.message}.`);
    throw error;
  } finally {
    await output.flush();
  }
  if (options.frame !== undefined && frames < wanted.first) {
    const last = frames === 0 ? 'it has no frames' : `its last frame is ${frames}`;
    throw new UsageError(`${name}: there is no frame ${wanted.first}: ${last}.`);
  }
}

function streamOf(file: string): ReadStream {
  if (statSync(file).isDirectory()) {
    throw new UsageError(`${file} is a folder. Name a capture or a text in it.`);
  }
  return createReadStream(file, { highWaterMark: READ_OCTETS });
}

/** Text on its way to standard output, which waits for a slow reader. */
class Output {
  #text = '';

  /** Answers whether it is time to flush. */
  add(text: string): boolean {
    this.#text += text;
    return this.#text.length >= WRITE_CHARACTERS;
  }

  async flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}

function printerFor(options: DecodeOptions): (dissection: Dissection) => string {
  if (options.json === true) return (dissection) => `${JSON.stringify(frameJson(dissection))}\n`;
  if (options.summary === true) {
    const summary = new SummaryText();
    return (dissection) => `${summary.line(dissection)}\n`;
  }
  const tree = { width: WIDTH, full: options.full === true };
  return (dissection) => `${treeLines(dissection, tree).join('\n')}\n\n`;
}

function frameRange(text: string): FrameRange {
  const found = /^(\d+)(?:-(\d*))?$/.exec(text);
  const first = Number(found?.[1]);
  const open = found?.[2] === '';
  const last = open ? Number.POSITIVE_INFINITY : Number(found?.[2] ?? first);
  if (found === null || first < 1 || last < first) {
    throw new InvalidArgumentError('It must be a number from 1 on, or a range such as 3-7.');
  }
  return { first, last };
}
