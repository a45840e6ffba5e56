/** The process of one peer: everything around its host, from sockets to signals. */

import type { Logger } from 'pino';
import { arenaPool } from '../base/batch.ts';
import { type Duration, type Instant, SECOND } from '../base/time.ts';
import type { HostConfig } from '../host/config.ts';
import type { HostEvent } from '../host/events.ts';
import { Host } from '../host/host.ts';
import { systemNow } from '../net/clock.ts';
import { controlPath } from '../net/control-path.ts';
import type { PeerDescription } from '../net/control-protocol.ts';
import { ControlServer } from '../net/control-server.ts';
import { answerer, delayed } from '../net/effects.ts';
import { systemRandom } from '../net/entropy.ts';
import { FirstEvents } from '../net/first-events.ts';
import { KeyPairsAhead } from '../net/key-pairs-ahead.ts';
import { LabClock, SYSTEM_CLOCK } from '../net/lab-clock.ts';
import { LabTrouble } from '../net/lab-trouble.ts';
import { isLoopback, openMetricsServer } from '../net/metrics-server.ts';
import { Runner } from '../net/runner.ts';
import { UdpCarrier } from '../net/udp.ts';
import { CaptureFile } from '../observe/capture-file.ts';
import { eventText } from '../observe/event-text.ts';
import { failureText } from '../observe/failure-text.ts';
import { foreignTable, KeyLog } from '../observe/keylog.ts';
import { LogThrottle } from '../observe/log-throttle.ts';
import { capturing } from '../observe/pcap.ts';
import { createLogger, logEvent } from '../observe/pino.ts';
import { metricsOf } from '../observe/prometheus.ts';
import { paletteFor } from '../observe/text.ts';
import type { PeerFile } from '../scenario/schema/load.ts';
import { credentialWarnings } from './credential-warnings.ts';
import { warmUp } from './crypto/warm-up.ts';
import { EventOutput } from './event-output.ts';
import { exitCode } from './exit-codes.ts';
import { chooseHelpedProvider, chooseSockets } from './io.ts';
import type { PeerOptions } from './peer.ts';
import { beforeTun, openInner, type PeerInner } from './peer-inner.ts';
import { openPeerLogs } from './peer-logs.ts';
import { openWindows } from './peer-windows.ts';
import { Troubles } from './troubles.ts';
import { UsageError } from './usage.ts';
import { packageVersion } from './version.ts';

/** How long `stop` waits for the host's answer before the process ends anyway. */
const STOP_WAIT_MILLISECONDS = 2000;
/** Events of the event log in one answer: the longest of them fit in a client's line. */
const EVENTS_OF_A_PAGE = 50;
/** How often the log is told what it has left out. */
const THROTTLE_MILLISECONDS = 1000;

/** Runs the peer until it is stopped; answers the exit code. Throws an EdgeError if it cannot start. */
export async function runPeer(file: PeerFile, options: PeerOptions): Promise<number> {
  const { config } = file;
  const provider = await chooseHelpedProvider(options.crypto, options.io);
  warmUp(provider, config);
  const logger = createLogger({ level: options.logLevel, format: options.logFormat });
  const say = (sentence: string): void => logger.warn({ host: config.name }, sentence);
  const clock = options.clock === undefined ? SYSTEM_CLOCK : new LabClock(options.clock);
  const now = (): Instant => clock.now();
  const troubles = new Troubles(systemNow, say);
  const pool = arenaPool({ room: provider.room });
  // There is no host yet that could count what the network refuses.
  let networkFailed: Runner['networkFailed'] = () => {};
  const udp = new UdpCarrier({
    config,
    plan: file.sockets,
    pool,
    onTrouble: (t) => troubles.note(t),
    onFailure: (counter) => networkFailed(counter),
    openSocket: await chooseSockets(options.io, provider.room),
  });

  let captureFile: CaptureFile | undefined;
  const stopCapture = (): number | undefined => {
    const packets = captureFile?.close();
    captureFile = undefined;
    return packets;
  };
  const startCapture = (path: string): void => {
    stopCapture();
    captureFile = new CaptureFile(path, say);
  };

  const sockets = await udp.open();
  const cleanUp: (() => Promise<void> | void)[] = [() => udp.close()];
  try {
    if (options.capture !== undefined) startCapture(options.capture);
    cleanUp.push(() => void stopCapture());
    const keyLog = options.keylog === undefined ? undefined : openKeyLog(options.keylog, say);
    const events = options.events === undefined ? undefined : new EventOutput(options.events, say);
    if (events !== undefined) cleanUp.push(() => events.close());
    const logs = openPeerLogs(config, options, say, now);
    cleanUp.push(() => logs.close());

    const windows = await openWindows(file, say, () => clock.wallNow());
    if (windows !== undefined) cleanUp.push(() => windows.close());

    const explain = failureExplainer(logger.isLevelEnabled('warn'));
    const carrier = capturing(udp, config.name, now, () => captureFile?.capture);
    const trouble = new LabTrouble();
    const keyPairs = new KeyPairsAhead(provider);
    cleanUp.push(() => keyPairs.close());
    const means =
      options.clock === undefined
        ? { provider: keyPairs.provider(), random: systemRandom }
        : { provider: trouble.provider(provider), random: trouble.random(systemRandom) };
    const host = new Host({ config: beforeTun(config, options), ...means, pool });
    let inner: PeerInner | undefined;
    const realTime = (duration: Duration): Duration => clock.realTime(duration);
    const delay = (): Duration => realTime(trouble.answerDelay);
    const answer = delayed(answerer(provider, systemRandom.fork('answers'), realTime), delay);
    let clockOffset = (config.clockOffsetSeconds ?? 0) * SECOND;
    const wallNow = (): number => clock.wallNow() + clockOffset;
    for (const warning of credentialWarnings(config, wallNow())) say(warning);
    const runner = new Runner({
      host,
      carrier,
      pool,
      now,
      clock,
      wallNow,
      answer,
      answerAgent: windows?.answerAgent,
      early: keyLog && ((event) => keyLog.note(event)),
      inner: (batch) => inner?.take(batch),
    });
    networkFailed = (counter) => runner.networkFailed(counter);
    const throttle = startThrottle(logger, cleanUp);
    runner.onEvent((event) => {
      if (throttle === undefined || throttle.admits(event)) {
        logEvent(logger, event);
        if (options.logFormat === 'text') explain(event);
      }
      events?.note(event);
      logs.note(event);
    });
    const firstEvents = new FirstEvents((listener) => runner.onEvent(listener));
    cleanUp.push(() => runner.close());
    const openedInner = await openInner({
      file,
      options,
      pool,
      send: (batch) => runner.send(batch),
      tell: (sentence) => logger.info({ host: config.name }, sentence),
      warn: say,
      onTrouble: (t) => troubles.note(t),
    });
    inner = openedInner;
    cleanUp.push(() => openedInner.close());

    const stopping = stopSignal();
    if (options.untilStdinEnds === true) {
      process.stdin.once('close', stopping.stop).resume();
      cleanUp.push(() => void process.stdin.destroy());
    }
    const startedAt = now();
    const describe = (): PeerDescription => ({
      name: config.name,
      version: packageVersion(),
      pid: process.pid,
      addresses: config.addresses.map((address) => address.text),
      peers: config.peers.map((peer) => peer.name),
      protects: protectedEntries(config, runner),
      manual: (config.manual ?? []).map((sa) => sa.policy),
      crypto: provider.name,
      eventLog: logs.folder,
      startedAt,
      now: now(),
    });
    let stopped = false;
    const path = controlPath(options.control ?? file.control ?? config.name);
    const server = new ControlServer(path, {
      describe,
      command: (command) => runner.command(command),
      query: (kind, cursor) => runner.query(kind, cursor),
      onEvent: (listener, fromStart) => firstEvents.listen(listener, fromStart),
      eventLog: (after) => logs.journal.after(after).slice(0, EVENTS_OF_A_PAGE),
      stores: windows?.service((command) => runner.command(command)),
      laboratory: options.clock && {
        startClock: (origin) => {
          if (clock instanceof LabClock) clock.startAt(origin);
        },
        moveClock: (by) => {
          clockOffset += by;
        },
        networkFailed: (counter) => runner.networkFailed(counter),
        trouble,
      },
      forward: (forward) => openedInner.forwarder.add(forward),
      startCapture,
      stopCapture() {
        const packets = stopCapture();
        if (packets === undefined) throw new Error('no capture is running');
        return packets;
      },
      stopped() {
        stopped = true;
        stopping.stop();
      },
    });
    await server.open();
    cleanUp.push(() => server.close());

    for (const { role, local, real } of sockets) {
      const fields = { host: config.name, role, real: `${real.address}:${real.port}` };
      logger.info(fields, `${role} socket of ${local.address.text} is ${fields.real}`);
    }
    if (options.metrics !== undefined) {
      const page = metricsOf(config.name, () => runner.query('statistics').items);
      const metrics = await openMetricsServer(options.metrics, page);
      cleanUp.push(() => metrics.close());
      logger.info({ host: config.name }, `metrics are at ${metrics.url}`);
      if (!isLoopback(options.metrics.address))
        logger.warn(
          { host: config.name },
          `everyone who can reach ${options.metrics.address} may read the metrics: they have no password. 127.0.0.1 keeps them on this computer`,
        );
    }
    process.stdout.write(`peer ${config.name} is ready, control socket ${path}\n`);
    await stopping.wait;
    // Deletes go out before anything closes, unless the command `stop` has seen to that.
    if (!stopped) await Promise.race([runner.command({ kind: 'stop' }), pause()]);
    return exitCode('ok');
  } finally {
    for (const close of cleanUp.reverse()) await close();
  }
}

/** Those of the file, or of the policy in force on a host with the Windows system. */
function protectedEntries(config: HostConfig, runner: Runner): string[] {
  const active = runner.query('active-policy').items;
  if (active === undefined) {
    return config.policies.filter((entry) => entry.protect).map((entry) => entry.name);
  }
  return active.quickModeFilters.filter((filter) => filter.policy).map((filter) => filter.name);
}

function openKeyLog(folder: string, say: (sentence: string) => void): KeyLog {
  const foreign = foreignTable(folder);
  if (foreign === undefined) return new KeyLog(folder, say);
  throw new UsageError(
    `${foreign} is Wireshark's own, and a key log would replace it. Choose another folder; WIRESHARK_CONFIG_DIR opens it.`,
  );
}

/** What is told of everything at the level debug is told in part and counted at the others. */
function startThrottle(logger: Logger, cleanUp: (() => void)[]): LogThrottle | undefined {
  if (logger.isLevelEnabled('debug')) return undefined;
  const throttle = new LogThrottle(systemNow, (count, last) => {
    logger.warn({ host: last.host }, `${count} more like this: ${eventText(last)}`);
  });
  const timer = setInterval(() => throttle.tell(), THROTTLE_MILLISECONDS).unref();
  cleanUp.push(() => {
    clearInterval(timer);
    throttle.tell(true);
  });
  return throttle;
}

/** Writes failures out in full, once where a main mode takes its quick modes with it. */
function failureExplainer(wanted: boolean): (event: HostEvent) => void {
  const palette = paletteFor(process.stderr, process.env);
  let last: string | undefined;
  return (event) => {
    if (!wanted || !('failure' in event)) return;
    const text = failureText(event.failure, { host: event.host, palette });
    if (event.kind === 'main-mode-failed' || text !== last) process.stderr.write(`${text}\n`);
    last = text;
  };
}

interface StopSignal {
  readonly wait: Promise<void>;
  stop(): void;
}

/** Resolves at the first signal, or when told; the second signal ends the process at once. */
function stopSignal(): StopSignal {
  let stop: () => void = () => {};
  const wait = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let signals = 0;
  const onSignal = (): void => {
    if (++signals > 1) process.exit(exitCode('interrupted'));
    stop();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return { wait, stop: () => stop() };
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, STOP_WAIT_MILLISECONDS).unref();
  });
}
