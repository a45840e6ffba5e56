/**
 * `npm run check:tun` (root, Linux): the machine's own traffic through a TUN device. ping, curl and
 * iperf3 go through Espial to another Espial and to strongSwan, through a renewal of the SAs too, and from strongSwan to strongSwan
 * for the figure beside them.
 */

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eventually, run, spawnIn } from '../test/peers/interop/run.ts';
import { type Bed, inside, openBed, type Program, SIDES, type Suite } from './tun-bed.ts';

const HELP = `npm run check:tun -- [--seconds N] [--esp SUITE] [--only a-b] [-- options of espial peer]

  --seconds N   how long iperf3 sends each way (default 5)
  --esp SUITE   what protects: aes128-sha1 (default), aes128gcm16, ...
  --only a-b    this pair of programs: espial-espial, espial-strongswan or strongswan-strongswan;
                may be given more than once
`;
const PAIRS: readonly (readonly [Program, Program])[] = [
  ['espial', 'espial'],
  ['strongswan', 'espial'],
  ['strongswan', 'strongswan'],
];
const FILE_OCTETS = 20_000_000;
const HTTP_PORT = 8080;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '5' },
    esp: { type: 'string', default: 'aes128-sha1' },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});
const faults: string[] = [];

if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  await requireTools();
  const seconds = Math.max(1, Number(values.seconds) || 5);
  const suite: Suite = { ike: 'aes128-sha1-modp1024', esp: values.esp };
  const folder = mkdtempSync(join(tmpdir(), 'espial-check-tun-'));
  process.stdout.write(
    `TUN: ESP ${suite.esp} in UDP, tunnel mode, ${seconds} s of TCP each way, ${cpus().length} CPUs\n`,
  );
  let played = 0;
  try {
    for (const programs of PAIRS) {
      const name = [...programs].reverse().join('-');
      if (values.only?.includes(name) === false) continue;
      await play(name, programs, suite, seconds, join(folder, name));
      played++;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const fault of faults) process.stdout.write(`WRONG: ${fault}\n`);
  process.stdout.write(`${played} pairs, ${faults.length} wrong\n`);
  process.exitCode = faults.length > 0 || played === 0 ? 1 : 0;
}

async function play(
  name: string,
  programs: readonly [Program, Program],
  suite: Suite,
  seconds: number,
  folder: string,
): Promise<void> {
  const bed = await openBed(programs, suite, positionals, folder);
  try {
    const small = await ping(name, 56);
    const large = await ping(name, 4000);
    const fetched = await curl(name, folder);
    const renewed = sleep((seconds * 1000) / 2).then(() => bed.renew());
    const [out] = await Promise.all([iperf(name, seconds, false), renewed]);
    const back = await iperf(name, seconds, true);
    await nothingRefused(name, bed);
    process.stdout.write(
      `${name.padEnd(22)} ping ${small} ms, of 4000 octets ${large} ms; curl ${fetched} Mbit/s; ` +
        `iperf3 ${out} Mbit/s there, ${back} back\n`,
    );
  } finally {
    await bed.close();
  }
}

/** The mean round trip in milliseconds. */
async function ping(name: string, octets: number): Promise<string> {
  const [{ inner: to }, { inner: from, namespace }] = SIDES;
  const words = ['ping', '-c20', '-i0.05', '-W2', `-s${octets}`, '-I', from, to];
  let output = '';
  // A busy machine may drop one packet: that it does so each time is a fault.
  for (let tries = 0; tries < 3 && !output.includes(' 0% packet loss'); tries++) {
    ({ output } = await inside(namespace, words));
  }
  if (!output.includes(' 0% packet loss')) faults.push(`${name}: ping of ${octets}: ${output}`);
  return /= [\d.]+\/([\d.]+)\//.exec(output)?.[1] ?? 'none';
}

/** Fetches a file by HTTP, compares it, and answers megabits a second. */
async function curl(name: string, folder: string): Promise<string> {
  const [server, client] = SIDES;
  const octets = randomBytes(FILE_OCTETS);
  const file = join(folder, 'served');
  const got = join(folder, 'fetched');
  writeFileSync(file, octets);
  const serve = `require('node:http').createServer((_, answer) =>
    require('node:fs').createReadStream(${JSON.stringify(file)}).pipe(answer)
  ).listen(${HTTP_PORT}, ${JSON.stringify(server.inner)}, () => console.log('serving'))`;
  const http = spawnIn(server.namespace, [process.execPath, '-e', serve]);
  try {
    await new Promise((resolve) => http.stdout!.once('data', resolve));
    const words = ['curl', '-sS', '--interface', client.inner, '--max-time', '120', '-o', got];
    const speed = ['-w', '%{speed_download}', `http://${server.inner}:${HTTP_PORT}/`];
    const { ok, output } = await inside(client.namespace, [...words, ...speed], 130_000);
    const isSame = ok && digest(readFileSync(got)) === digest(octets);
    if (!isSame) faults.push(`${name}: curl: ${ok ? 'the file came otherwise' : output}`);
    return ((Number(output) * 8) / 1e6).toFixed(0);
  } finally {
    http.kill();
  }
}

/** A TCP stream for some seconds; megabits a second as the receiver counts them. */
async function iperf(name: string, seconds: number, isBack: boolean): Promise<string> {
  const [server, client] = SIDES;
  const listener = spawnIn(server.namespace, ['iperf3', '-s', '-1', '-B', server.inner]);
  try {
    await eventually('iperf3 does not listen', async () => {
      const { output } = await inside(server.namespace, ['ss', '-Hltn', 'sport', '=', ':5201']);
      return output.includes('5201');
    });
    const words = ['iperf3', '-J', '-c', server.inner, '-B', client.inner, '-t', String(seconds)];
    const all = isBack ? [...words, '-R'] : words;
    const { output } = await inside(client.namespace, all, (seconds + 30) * 1000);
    const report = JSON.parse(output) as IperfReport;
    const octetsReceived = report.end?.sum_received?.bytes ?? 0;
    if (report.error !== undefined || octetsReceived === 0) {
      faults.push(`${name}: iperf3${isBack ? ' -R' : ''}: ${report.error ?? 'nothing came'}`);
    }
    return ((report.end?.sum_received?.bits_per_second ?? 0) / 1e6).toFixed(0);
  } finally {
    listener.kill();
  }
}

interface IperfReport {
  readonly error?: string;
  readonly end?: {
    readonly sum_received?: { readonly bytes: number; readonly bits_per_second: number };
  };
}

async function nothingRefused(name: string, bed: Bed): Promise<void> {
  const refused = await bed.refused();
  if (refused.length > 0) faults.push(`${name}: Espial refused ${refused.join(', ')}`);
}

function digest(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}

async function requireTools(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('check:tun makes network namespaces: run it as root');
  const tools = { iperf3: 'iperf3', curl: 'curl', swanctl: 'strongswan-swanctl', ss: 'iproute2' };
  for (const [tool, name] of Object.entries(tools)) {
    const { output } = await run('which', [tool]);
    if (output === '') throw new Error(`${tool} is missing: apt-get install ${name}`);
  }
}
