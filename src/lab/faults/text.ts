/** `faultText`: the words of a fault in the one form that is always written. `parseFault` reads them back. */

import type { Action, Fault } from './fault.ts';
import { placeText } from './places.ts';
import { durationText, shareText } from './quantities.ts';
import { subjectText } from './subject-words.ts';

/** The words of a fault. */
export function faultText(fault: Fault): string {
  const { action, from, until } = fault;
  const words = [actionText(action, fault.times), ...timesText(fault)];
  if (action.kind === 'rebind') words.push(`at ${durationText(from ?? 0)}`);
  else if (from !== undefined) words.push(`from ${durationText(from)}`);
  if (until !== undefined) {
    const joined = from !== undefined && action.kind !== 'rebind';
    words.push(`${joined ? 'to' : 'before'} ${durationText(until)}`);
  }
  return words.join(' ');
}

function timesText({ action, times }: Fault): string[] {
  if (times === undefined || action.kind === 'rebind') return [];
  if (action.kind === 'duplicate') return isOfFirst(action, times) ? [] : [`${times} in all`];
  return [oftenText(times)];
}

function oftenText(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${times} times`;
}

type Duplicate = Extract<Action, { readonly kind: 'duplicate' }>;

/** Only then the number behind the subject says both: how many copies, and of the first alone. */
function isOfFirst({ share }: Duplicate, times: number | undefined): boolean {
  return times === 1 && share === undefined;
}

function duplicateText(action: Duplicate, times: number | undefined): string {
  const { copies, share, what } = action;
  const first = isOfFirst(action, times);
  const each = !first && share === undefined && copies > 1 ? 'each ' : '';
  const often = first || copies > 1 ? ` ${oftenText(copies)}` : '';
  return `duplicate ${shareOf(share)}${each}${subjectText(what)}${often}`;
}

function actionText(action: Action, times: number | undefined): string {
  switch (action.kind) {
    case 'drop':
      return `drop ${shareOf(action.share)}${subjectText(action.what)}`;
    case 'duplicate':
      return duplicateText(action, times);
    case 'delay':
      return `delay ${subjectText(action.what)} by ${durationText(action.by)}`;
    case 'hold':
      return `hold ${subjectText(action.what)} until ${subjectText(action.other)}`;
    case 'swap':
      return `swap ${subjectText(action.what)} with ${subjectText(action.other)}`;
    case 'reorder':
      return `reorder ${shareOf(action.share)}${subjectText(action.what)} by ${durationText(action.by)}`;
    case 'corrupt': {
      const place = action.place === undefined ? '' : `${placeText(action.place)} `;
      return `corrupt ${shareOf(action.share)}${place}${subjectText(action.what)}`;
    }
    case 'truncate':
      return `truncate ${subjectText(action.what)} to ${action.octets} octets`;
    case 'replay':
      return `replay ${subjectText(action.what)} after ${durationText(action.after)}`;
    case 'change': {
      const { field } = action;
      const place = typeof field === 'string' ? `${field} of` : placeText(field);
      return `change ${place} ${subjectText(action.what)} to 0x${action.value}`;
    }
    case 'clamp':
      return `clamp the MTU to ${action.mtu}`;
    case 'cut':
      return 'cut the link';
    case 'rebind':
      return action.nat === undefined ? 'rebind NAT' : `rebind NAT ${action.nat}`;
  }
}

function shareOf(share: number | undefined): string {
  return share === undefined ? '' : `${shareText(share)} of `;
}
