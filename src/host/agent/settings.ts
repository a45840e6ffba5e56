/** The seven properties of `set config`: what is stored, and what of it counts already. */

import {
  DEFAULT_SETTINGS,
  type DriverSettings,
  SETTING_TAKES_EFFECT,
} from '../../policy/dynamic.ts';

/** What one `set config` changes; `default` takes a stated boot mode back. */
export type SettingsChange = Partial<Omit<DriverSettings, 'bootmode'>> & {
  readonly bootmode?: 'stateful' | 'block' | 'permit' | 'default' | undefined;
};

/** What `show config` shows, and what the computer goes by at the time. */
export interface SettingsView {
  readonly stored: DriverSettings;
  readonly inForce: DriverSettings;
}

export type Moment = (typeof SETTING_TAKES_EFFECT)[keyof DriverSettings];

/** Moments at which settings of a kind count: each takes those before it along. */
const COUNTS_AT: Readonly<Record<Moment, readonly Moment[]>> = {
  'at once': ['at once'],
  'service start': ['at once', 'service start'],
  'computer start': ['at once', 'service start', 'computer start'],
};

export class Settings {
  #stored = DEFAULT_SETTINGS;
  #inForce = DEFAULT_SETTINGS;

  get view(): SettingsView {
    return { stored: this.#stored, inForce: this.#inForce };
  }

  /** What would be stored after a change. */
  changed({ bootmode, ...change }: SettingsChange): DriverSettings {
    const stated = Object.entries(change).filter(([, value]) => value !== undefined);
    return {
      ...this.#stored,
      ...(Object.fromEntries(stated) as Partial<DriverSettings>),
      ...(bootmode !== undefined && { bootmode: bootmode === 'default' ? undefined : bootmode }),
    };
  }

  /**
   * These are stored, and it is this moment: what takes effect now counts from now on. Answers what
   * counts anew, as text.
   */
  stored(settings: DriverSettings, moment: Moment): readonly (readonly [string, string])[] {
    const before = this.#inForce;
    this.#stored = settings;
    const counting = Object.entries(settings).filter(([property]) =>
      COUNTS_AT[moment].includes(SETTING_TAKES_EFFECT[property as keyof DriverSettings]),
    );
    this.#inForce = { ...before, ...(Object.fromEntries(counting) as Partial<DriverSettings>) };
    const texts = (of: DriverSettings): (readonly [string, string])[] =>
      PROPERTIES.map((property) => [property, settingText(of, property)]);
    const old = new Map(texts(before));
    return texts(this.#inForce).filter(([property, value]) => old.get(property) !== value);
  }
}

const PROPERTIES = Object.keys(SETTING_TAKES_EFFECT) as (keyof DriverSettings)[];

function settingText(settings: DriverSettings, property: keyof DriverSettings): string {
  if (property !== 'bootexemptions') return String(settings[property] ?? 'default');
  const each = settings.bootexemptions.map(
    ({ protocol, sourcePort, destinationPort, direction }) =>
      `${protocol}:${sourcePort}:${destinationPort}:${direction}`,
  );
  return each.length === 0 ? 'none' : each.join(' ');
}

/** Which of a change's properties wait, and for what: for people. */
export function waitingFor(change: SettingsChange): 'service start' | 'computer start' | undefined {
  const moments = Object.keys(change).map(
    (property) => SETTING_TAKES_EFFECT[property as keyof DriverSettings],
  );
  if (moments.includes('computer start')) return 'computer start';
  return moments.includes('service start') ? 'service start' : undefined;
}
