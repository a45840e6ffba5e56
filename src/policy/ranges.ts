/** What numbers of a policy may be, with the values that hold where nothing is said. */

/** Both ends included. */
export interface NumberRange {
  readonly what: string;
  readonly lowest: number;
  readonly highest: number;
}

/** Minutes that still fit 32 bits as seconds. */
const MOST_MINUTES = 71_582_788;

export const RANGES = {
  quickModeLimit: { what: 'the number of quick modes (qmpermm)', lowest: 0, highest: 0x7fffffff },
  lifetimeMinutes: {
    what: 'the main-mode lifetime in minutes (mmlifetime)',
    lowest: 1,
    highest: MOST_MINUTES,
  },
  pollingMinutes: {
    what: 'the polling interval in minutes (pollinginterval)',
    lowest: 1,
    highest: MOST_MINUTES,
  },
  softSaExpiryMinutes: {
    what: 'the lifetime of soft SAs in minutes (softsaexpirationtime)',
    lowest: 1,
    highest: MOST_MINUTES,
  },
  kilobytes: { what: 'the kilobytes of a security method', lowest: 20_480, highest: 0x7fffffff },
  seconds: { what: 'the seconds of a security method', lowest: 300, highest: 172_800 },
  protocol: { what: 'the protocol', lowest: 0, highest: 255 },
  port: { what: 'the port', lowest: 0, highest: 65_535 },
} as const satisfies Record<string, NumberRange>;

/** 0 minutes, as the directory's format has it, means these. */
export const ZERO_MEANS = { lifetimeMinutes: 480, pollingMinutes: 180 } as const;

/** A security method that states no lifetime has these. */
export const UNSTATED_LIFETIME = { kilobytes: 100_000, seconds: 3600 } as const;

/** Soft SAs of policies of a store, which say nothing of it. */
export const SOFT_SA_EXPIRY_SECONDS = 480 * 60;
