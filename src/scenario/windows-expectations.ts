/** What a scenario expects of a computer with the Windows system: its event log, service, driver and policies. */

import { driverModeName } from '../ipsec/clear/driver-mode.ts';
import { countText } from '../observe/units.ts';
import type { WindowsEvent } from '../observe/windows-events/record.ts';
import { windowsEvents } from '../observe/windows-events/render.ts';
import { type Check, check } from './check.ts';
import type { Observation } from './expectations.ts';
import type { Expectation } from './expectations-of.ts';
import { isOften, isWithin, oftenText, windowText } from './often.ts';
import type { LogExpectation } from './schema/expectation-schema.ts';
import { missingWords, quotedWords } from './words.ts';

/** Every check of one host. */
export function windowsChecks(expectation: Expectation, seen: Observation): Check[] {
  const { host, expected, placeOf } = expectation;
  const checks: Check[] = [];
  if (expected.log.length > 0) {
    const log = seen.events.flatMap((event) => windowsEvents(event, seen.audit));
    for (const [i, wanted] of expected.log.entries()) {
      const what = `${host}: its event log has ${logText(wanted)}`;
      checks.push(check(placeOf(['log', i]), what, logFaults(wanted, log, seen)));
    }
  }
  const { service } = seen.state;
  const { service: state, driver, inForce } = expected;
  if (state !== undefined) {
    const found = service?.state === state ? [] : [`they are ${service?.state ?? 'not there'}`];
    checks.push(check(placeOf(['service']), `${host}: IPSEC Services are ${state}`, found));
  }
  if (driver !== undefined) {
    const mode = service?.mode === undefined ? 'not there' : driverModeName(service.mode);
    const found = mode === driver ? [] : [`it is ${mode}`];
    checks.push(check(placeOf(['driver']), `${host}: the driver is in mode ${driver}`, found));
  }
  if (inForce !== undefined) {
    const policies = (service?.policies ?? []).map(({ source, policy }) => `${source}: ${policy}`);
    const isSame = policies.join('\n') === inForce.join('\n');
    const what = `${host}: in force ${inForce.length === 0 ? 'is no policy' : inForce.join(', ')}`;
    const found = isSame ? [] : [`in force: ${policies.join(', ') || 'none'}`];
    checks.push(check(placeOf(['inForce']), what, found));
  }
  return checks;
}

function logText(wanted: LogExpectation): string {
  const { id, says, at } = wanted;
  const words = says === undefined ? '' : `, saying ${quotedWords(says)}`;
  const when = windowText(at);
  return `${id}${words}${when && ` ${when}`}${oftenText(wanted)}`;
}

function logFaults(
  wanted: LogExpectation,
  log: readonly WindowsEvent[],
  { since }: Observation,
): string[] {
  const { id, says, at } = wanted;
  const same = log.filter((event) => event.id === id);
  const count = same.filter(
    (event) =>
      missingWords(says ?? [], event.summary).length === 0 && isWithin(since(event.at), at),
  ).length;
  if (isOften(count, wanted)) return [];
  const others = same.slice(0, SHOWN_EVENTS).map(({ summary }) => `${id}: ${summary}`);
  return [`it came ${countText(count, 'time')}`, ...others];
}

/** Events of an ID that are shown where none is as expected. */
const SHOWN_EVENTS = 3;
