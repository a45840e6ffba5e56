/** A process at one end of a path bench: it does what its parent asks by messages. */

import { Counting } from './counting.ts';
import { espialEnd } from './espial-host.ts';
import { BURST, type EndOptions, type Reply, type Request } from './messages.ts';
import { plainEnd } from './plain-end.ts';
import { sharedNow, type Traffic } from './traffic.ts';

/** What a way has to offer. */
export interface End {
  readonly traffic: Traffic;
  /** Sends the first `count` packets of the traffic. */
  burst(count: number): void;
}

const options = JSON.parse(process.argv[2] ?? '{}') as EndOptions;
const counting = new Counting();
const take = counting.take.bind(counting);
const { way } = options;
const end = await (way.kind === 'plain' ? plainEnd(options, take) : espialEnd(options, way, take));

process.on('message', (request: Request) => {
  switch (request.kind) {
    case 'count':
      return tell({ kind: 'counted', arrivals: counting.report() });
    case 'send':
      return send(request.milliseconds, request.packetsPerSecond);
    case 'stop':
      return process.exit();
  }
});
process.on('disconnect', () => process.exit());
tell({ kind: 'ready' });

/** Sends for so long: as fast as it goes where the rate is 0, in bursts; else one by one. */
function send(milliseconds: number, packetsPerSecond: number): void {
  const start = sharedNow();
  const until = start + milliseconds * 1e6;
  let packets = 0;
  const flatOut = packetsPerSecond === 0;
  if (flatOut) end.traffic.stamp(0, 0);
  const again = (): void => {
    const now = sharedNow();
    if (now >= until) return tell({ kind: 'sent', packets });
    if (flatOut) {
      end.burst(BURST);
      packets += BURST;
    } else if (now - start >= (packets * 1e9) / packetsPerSecond) {
      end.traffic.stamp(0, now);
      end.burst(1);
      packets += 1;
    }
    setImmediate(again);
  };
  again();
}

function tell(reply: Reply): void {
  process.send?.(reply);
}
