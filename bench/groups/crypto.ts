/** ESP sealed and opened: every suite, every provider, packet by packet and in batches. */

import { CRYPTO_CHOICES } from '../../src/cli/providers.ts';
import { allSuites } from '../../src/crypto/algorithms.ts';
import type { EspSuite } from '../../src/crypto/provider.ts';
import { suiteName } from '../../src/crypto/suite-names.ts';
import { checkWays, sealedRow } from '../crypto/agreement.ts';
import { BASELINE } from '../crypto/baseline.ts';
import { otherProcesses } from '../crypto/others.ts';
import { clearPackets, PACKETS } from '../crypto/packets.ts';
import { copyFor, type EspWay, espWays } from '../crypto/ways.ts';
import type { BenchCase, BenchGroup, Contender, Lineup, Target } from '../group.ts';

const SIZES = [64, 256, 576, 1400, 8900] as const;
const QUICK_SIZES = [64, 1400] as const;
const SCAPY_SIZES: readonly number[] = QUICK_SIZES;
/** The suites of the targets and the customary ones: all that `--quick` measures. */
const CHIEF = [
  'aes128-sha1',
  'aes256-sha256',
  '3des-md5',
  'null-sha1',
  'aes128gcm16',
  'chacha20poly1305',
];
const OPERATIONS = ['seal', 'open'] as const;
type Operation = (typeof OPERATIONS)[number];

/** What a packet costs in cryptography alone. */
export const cryptoGroup: BenchGroup = {
  name: 'crypto',
  about:
    'ESP packets of one SA sealed in place, and opened in place after a copy that every contender makes. Octets are those of the inner packet. "C EVP" is a C loop over OpenSSL with contexts that live as long as the SA; "plain" is what one writes first with a library; the others are what --crypto chooses, a packet a call or 32.',
  columns: 'octets',
  documented: {
    axis: 'suite',
    values: CHIEF,
    best: [...CRYPTO_CHOICES, ...CRYPTO_CHOICES.map((choice) => `${choice} x${PACKETS}`)],
  },
  plots: OPERATIONS.map((operation) => ({
    title: `${operation}: times the packets a second of ${BASELINE}`,
    where: { operation },
    panels: 'suite',
    x: 'octets',
    y: 'ratio',
    without: ['scapy'],
  })),
  targets: targets(),
  cases({ quick }) {
    const suites = allSuites();
    // Suites that matter first: a run that is ended early has them.
    const chief = CHIEF.map((name) => suites.find((suite) => suiteName(suite) === name)!);
    const all = quick ? chief : [...chief, ...suites.filter((suite) => !isChief(suite))];
    return all.flatMap((suite) =>
      OPERATIONS.flatMap((operation) =>
        (quick ? QUICK_SIZES : SIZES).map((octets) => espCase(operation, suite, octets)),
      ),
    );
  },
};

function espCase(operation: Operation, suite: EspSuite, octets: number): BenchCase {
  const name = suiteName(suite);
  return {
    name: `${operation} ${name} ${octets}`,
    axes: { operation, suite: name, octets },
    baseline: BASELINE,
    part: name,
    ...(isChief(suite) ? {} : { rounds: 7, milliseconds: 3 }),
    prepare: () => lineup(operation, suite, octets),
  };
}

const checked = new Set<string>();

async function lineup(operation: Operation, suite: EspSuite, octets: number): Promise<Lineup> {
  const { ways, absent } = espWays(suite);
  const what = `${suiteName(suite)} ${octets}`;
  // Sealing and opening are checked together, and need it once.
  if (!checked.has(what)) checkWays(suite, octets, ways);
  checked.add(what);
  const own = ways.map((way) => contender(operation, suite, octets, way));
  const withScapy = isChief(suite) && SCAPY_SIZES.includes(octets);
  const others = await otherProcesses({ operation, suite, octets, withScapy });
  return {
    contenders: [...others.contenders, ...own],
    absent: [...others.absent, ...absent],
    close: () => others.close(),
  };
}

function contender(operation: Operation, suite: EspSuite, octets: number, way: EspWay): Contender {
  return operation === 'seal' ? sealing(suite, octets, way) : opening(suite, octets, way);
}

function sealing(suite: EspSuite, octets: number, way: EspWay): Contender {
  const { name, batch, sealer } = way;
  const { arena: clear, spans } = clearPackets(suite, octets);
  const arena = copyFor(way, clear);
  const pieces = piecesOf(spans, batch);
  return {
    name,
    operations: batch,
    run(times) {
      // What is sealed is what was sealed before: the work depends on the length alone.
      for (let i = 0; i < times; i++) sealer.seal(arena, pieces[i % pieces.length]!, batch);
    },
  };
}

function opening(suite: EspSuite, octets: number, way: EspWay): Contender {
  const { name, batch, opener } = way;
  const { arena: sealed, spans } = sealedRow(suite, octets);
  const arena = copyFor(way, sealed);
  const pieces = piecesOf(spans, batch);
  const originals = pieces.map((piece) => sealed.subarray(piece[0]!, piece[2 * batch - 1]!));
  const verdicts = new Uint8Array(batch);
  return {
    name,
    operations: batch,
    run(times) {
      for (let i = 0; i < times; i++) {
        const piece = pieces[i % pieces.length]!;
        arena.set(originals[i % pieces.length]!, piece[0]!);
        opener.open(arena, piece, batch, verdicts);
        if (verdicts[0] !== 1) throw new Error(`${name} refuses a packet of ${suiteName(suite)}`);
      }
    },
  };
}

/** The spans of all packets, cut into batches. */
function piecesOf(spans: Uint32Array, batch: number): readonly Uint32Array[] {
  return Array.from({ length: PACKETS / batch }, (_, i) =>
    spans.slice(2 * i * batch, 2 * (i + 1) * batch),
  );
}

function isChief(suite: EspSuite): boolean {
  return CHIEF.includes(suiteName(suite));
}

/** The first line of "Done when": against the C loop, batches of 32, no native code. */
function targets(): readonly Target[] {
  const fast = `fast x${PACKETS}`;
  const fastest = `fastest x${PACKETS}`;
  return OPERATIONS.flatMap((operation) => [
    ...[64, 256, 1400].map((octets) => against(operation, 'aes128-sha1', octets, fast, 1)),
    against(operation, 'chacha20poly1305', 64, fast, 1.3),
    against(operation, 'chacha20poly1305', 1400, fast, 0.45),
    against(operation, '3des-md5', 1400, fast, 0.85),
    against(operation, 'aes128gcm16', 64, fastest, 1.2),
    against(operation, 'aes128gcm16', 1400, fastest, 0.25),
    against(operation, 'aes128-sha1', 1400, fast, 20, 'noble plain'),
    against(operation, 'aes128gcm16', 1400, fastest, 20, 'noble plain'),
  ]);
}

function against(
  operation: Operation,
  suite: string,
  octets: number,
  name: string,
  value: number,
  other: string = BASELINE,
): Target {
  return {
    line: 1,
    words: `${operation} ${suite}, ${octets} octets, ${name} against ${other}`,
    case: `${operation} ${suite} ${octets}`,
    contender: name,
    against: other,
    bound: 'at least',
    value,
  };
}
