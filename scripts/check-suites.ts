/**
 * `npm run check:suites`: every ESP suite of Espial, in both modes, opens in scapy and in tshark with
 * a good ICV, and what scapy seals opens in Espial; with extended sequence numbers where scapy has
 * them. What a tool does not know stands in a list here that the tool must agree with.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { batchOfOne } from '../src/base/batch.ts';
import { copy, equal, fromHex, toHex } from '../src/base/bytes.ts';
import { seededRandom } from '../src/base/random.ts';
import { espLayout } from '../src/crypto/algorithms.ts';
import { CaptureFile } from '../src/observe/capture-file.ts';
import { KeyLog } from '../src/observe/keylog.ts';
import { pathBetween } from '../test/ipsec/fixture.ts';
import { endsOf, openByEspial, type SuiteCase, sealByEspial, suiteCases } from './suite-cases.ts';
import { hasTshark, INSTALL_TSHARK, run } from './tshark.ts';

const PYTHON = '/usr/bin/python3';
const SCAPY_SIDE = fileURLToPath(new URL('check-suites.py', import.meta.url));
const INSTALL_SCAPY = `${PYTHON} has no scapy: apt-get install -y --no-install-recommends python3-scapy`;

/** scapy 2.5 has neither; there python3-cryptography makes the ICV within scapy's packet. */
const scapyLacks = ({ suite }: SuiteCase): boolean =>
  suite.encryption === 'aes-gmac' || suite.integrity === 'aes-xcbc-96';
/** scapy 2.5 has ESN for combined modes; where nothing has an ICV, there is nothing to have. */
const scapyLacksEsn = (one: SuiteCase): boolean =>
  one.high !== undefined && one.suite.integrity !== 'none';
/** tshark 4.0 has no name for these. */
const tsharkLacks = ({ suite }: SuiteCase): boolean =>
  suite.encryption === 'aes-gmac' || suite.encryption === 'chacha20-poly1305';
/** tshark 4.0 decrypts these without looking at the ICV. */
const tsharkLacksIcv = ({ suite }: SuiteCase): boolean => suite.integrity === 'aes-xcbc-96';

/** One column of a suite's row: how many packets were right, of how many. */
interface Tally {
  right: number;
  all: number;
}

interface Row {
  readonly scapyOpens: Tally;
  readonly tsharkOpens: Tally;
  readonly espialOpens: Tally;
  /** Extended sequence numbers: both directions with scapy. */
  readonly extended: Tally;
  /** Packets with one bit changed, which everybody must refuse. */
  readonly refused: Tally;
}

interface ScapyJob {
  readonly one: SuiteCase;
  readonly do: 'seal' | 'open';
  /** One bit of the packet is changed. */
  readonly damaged?: true;
  readonly packet: Uint8Array;
}

interface ScapyAnswer {
  readonly own: boolean;
  readonly packet?: string;
  readonly error?: string;
}

class Report {
  readonly rows = new Map<string, Row>();
  readonly faults: string[] = [];

  row({ name }: SuiteCase): Row {
    const tally = (): Tally => ({ right: 0, all: 0 });
    const fresh = (): Row => ({
      scapyOpens: tally(),
      tsharkOpens: tally(),
      espialOpens: tally(),
      extended: tally(),
      refused: tally(),
    });
    const row = this.rows.get(name) ?? fresh();
    this.rows.set(name, row);
    return row;
  }

  count(tally: Tally, one: SuiteCase, right: boolean, what: string): void {
    tally.all++;
    if (right) tally.right++;
    else this.fault(one, what);
  }

  fault(one: SuiteCase, what: string): void {
    const esn = one.high === undefined ? '' : ' with ESN';
    this.faults.push(`${one.name} in ${one.mode} mode over IPv${one.version}${esn}: ${what}`);
  }
}

process.exitCode = main();

function main(): number {
  const missing = [hasTshark() ? [] : [INSTALL_TSHARK], hasScapy() ? [] : [INSTALL_SCAPY]].flat();
  if (missing.length > 0) {
    for (const sentence of missing) console.log(`FAIL ${sentence}`);
    return 1;
  }
  const report = new Report();
  const sealed = suiteCases().map((one) => ({ one, ...sealByEspial(one) }));
  withScapy(report, sealed);
  withTshark(report, sealed);
  print(report);
  return report.faults.length === 0 ? 0 : 1;
}

type Sealed = ReturnType<typeof sealByEspial> & { readonly one: SuiteCase };

function withScapy(report: Report, sealed: readonly Sealed[]): void {
  const jobs: ScapyJob[] = sealed.flatMap(({ one, packet }) => [
    { one, do: 'open', packet },
    { one, do: 'seal', packet: one.clear },
    ...(hasIcv(one) ? [{ one, do: 'open', packet: damaged(packet), damaged: true } as const] : []),
  ]);
  const answers = askScapy(jobs);
  for (const [index, { one, do: asked, packet, damaged: isDamaged }] of jobs.entries()) {
    const { own, error, packet: made } = answers[index]!;
    const row = report.row(one);
    const lacking = scapyLacks(one) || scapyLacksEsn(one);
    if (own === lacking)
      report.fault(one, `scapy ${own ? 'knows' : 'does not know'} this, against the list here`);
    if (isDamaged) {
      report.count(row.refused, one, made === undefined, 'scapy opens a damaged packet');
      const opened = openByEspial(one, packet);
      report.count(row.refused, one, opened === undefined, 'Espial opens a damaged packet');
    } else if (asked === 'open') {
      const tally = one.high === undefined ? row.scapyOpens : row.extended;
      const right = made !== undefined && equal(fromHex(made), one.clear);
      report.count(tally, one, right, `scapy does not open Espial's: ${error ?? 'other octets'}`);
    } else {
      const tally = one.high === undefined ? row.espialOpens : row.extended;
      const opened = made === undefined ? undefined : openByEspial(one, fromHex(made));
      const right = opened !== undefined && equal(opened, one.clear);
      report.count(tally, one, right, `Espial does not open scapy's: ${error ?? 'refused'}`);
    }
  }
}

function askScapy(jobs: readonly ScapyJob[]): readonly ScapyAnswer[] {
  const random = seededRandom('IVs for scapy');
  const input = jobs.map(({ one, do: what, packet }) =>
    JSON.stringify({
      do: what,
      suite: one.name,
      mode: one.mode,
      encryption: toHex(one.keys.encryption),
      salt: toHex(one.keys.salt),
      integrity: toHex(one.keys.integrity),
      spi: one.spi,
      seq: one.sequence,
      iv: toHex(random.bytes(espLayout(one.suite).ivOctets)),
      ...(one.high === undefined ? {} : { high: one.high }),
      packet: toHex(packet),
    }),
  );
  const text = run(PYTHON, [SCAPY_SIDE], { input: `${input.join('\n')}\n` });
  const answers = text.split('\n').filter((line) => line !== '');
  if (answers.length !== jobs.length)
    throw new Error(`scapy answered ${answers.length} of ${jobs.length} jobs`);
  return answers.map((line) => JSON.parse(line) as ScapyAnswer);
}

/** One capture and one key log, as a user has them, for all suites at once. */
function withTshark(report: Report, sealed: readonly Sealed[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'espial-suites-'));
  try {
    const trouble = (sentence: string): never => {
      throw new Error(sentence);
    };
    const log = new KeyLog(join(folder, 'keys'), trouble);
    const capture = new CaptureFile(join(folder, 'suites.pcapng'), trouble);
    const frames: { one: SuiteCase; damaged: boolean }[] = [];
    // tshark 4.0 has no extended sequence numbers.
    for (const { one, packet, events } of sealed.filter(({ one }) => one.high === undefined)) {
      for (const event of events) log.note({ ...event, at: 0, host: 'suites' });
      const path = pathBetween(...endsOf(one), false);
      capture.capture.record('suites', 'sent', batchOfOne(path, packet), 0);
      frames.push({ one, damaged: false });
      if (!hasIcv(one)) continue;
      capture.capture.record('suites', 'sent', batchOfOne(path, damaged(packet)), 0);
      frames.push({ one, damaged: true });
    }
    capture.close();
    const rows = tsharkRows(join(folder, 'suites.pcapng'), log.folder);
    if (rows.length !== frames.length)
      throw new Error(`tshark shows ${rows.length} of ${frames.length} frames`);
    for (const [index, frame] of frames.entries()) judgeFrame(report, frame, rows[index]!);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface TsharkRow {
  readonly udpInside: boolean;
  readonly good: boolean;
  readonly bad: boolean;
}

function judgeFrame(
  report: Report,
  { one, damaged: isDamaged }: { one: SuiteCase; damaged: boolean },
  { udpInside, good, bad }: TsharkRow,
): void {
  const row = report.row(one);
  const judgesIcv = hasIcv(one) && !tsharkLacks(one) && !tsharkLacksIcv(one);
  if (isDamaged) {
    if (judgesIcv) report.count(row.refused, one, bad, 'tshark finds a damaged packet good');
    return;
  }
  if (tsharkLacks(one)) {
    if (udpInside || good) report.fault(one, 'tshark knows this, against the list here');
    return;
  }
  if (good !== judgesIcv && udpInside)
    report.fault(
      one,
      `tshark ${good ? 'checks' : 'does not check'} the ICV, against the list here`,
    );
  const right = udpInside && (good || !judgesIcv);
  report.count(row.tsharkOpens, one, right, 'tshark does not open it');
}

function tsharkRows(capture: string, configuration: string): TsharkRow[] {
  const fields = ['frame.protocols', 'esp.icv_good', 'esp.icv_bad'].flatMap((name) => ['-e', name]);
  const text = run(
    'tshark',
    ['-n', '-r', capture, '-T', 'fields', '-E', 'separator=|', ...fields],
    {
      env: { ...process.env, WIRESHARK_CONFIG_DIR: configuration },
    },
  );
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [protocols = '', good = '', bad = ''] = line.split('|');
      return {
        udpInside: /esp:.*udp/.test(protocols),
        good: isTrue(good),
        bad: isTrue(bad),
      };
    });
}

function isTrue(cell: string): boolean {
  return cell === '1' || cell === 'True';
}

function print(report: Report): void {
  const heads = ['scapy opens', 'tshark opens', "opens scapy's", 'ESN both ways', 'refused'];
  console.log(`${'suite'.padEnd(18)}${heads.map((head) => head.padStart(14)).join('')}`);
  const cases = suiteCases();
  for (const [name, row] of report.rows) {
    const one = cases.find((each) => each.name === name && each.high !== undefined)!;
    const plus = scapyLacks(one) ? '+' : ' ';
    const cells = [
      tallyText(row.scapyOpens, plus),
      tallyText(row.tsharkOpens, tsharkLacksIcv(one) ? '~' : ' '),
      tallyText(row.espialOpens, plus),
      tallyText(row.extended, plus === '+' || scapyLacksEsn(one) ? '+' : ' '),
      tallyText(row.refused, ' '),
    ];
    console.log(`${name.padEnd(18)}${cells.map((cell) => cell.padStart(14)).join('')}`);
  }
  console.log('\n-  tshark has no such transform in ESP: ChaCha20-Poly1305 and GMAC');
  console.log('~  tshark decrypts, but cannot check AES-XCBC-MAC');
  console.log(
    '+  scapy lacks GMAC, AES-XCBC-MAC and ESN with a MAC: python3-cryptography makes the ICV',
  );
  console.log('refused: packets with one bit changed, handed to scapy, tshark and Espial\n');
  for (const fault of report.faults) console.log(`FAIL ${fault}`);
  const packets = [...report.rows.values()].flatMap((row) => Object.values(row) as Tally[]);
  const all = packets.reduce((sum, tally) => sum + tally.all, 0);
  console.log(
    `${report.rows.size} suites, ${all} verdicts, ${report.faults.length} of them wrong or against the lists`,
  );
}

function tallyText({ right, all }: Tally, mark: string): string {
  return all === 0 ? '- ' : `${right}/${all}${mark}`;
}

function hasIcv({ suite }: SuiteCase): boolean {
  return espLayout(suite).icvOctets > 0;
}

/** The last bit of the ICV. */
function damaged(packet: Uint8Array): Uint8Array {
  const changed = copy(packet);
  changed[changed.length - 1]! ^= 1;
  return changed;
}

function hasScapy(): boolean {
  return spawnSync(PYTHON, ['-c', 'import scapy.layers.ipsec'], { stdio: 'ignore' }).status === 0;
}
