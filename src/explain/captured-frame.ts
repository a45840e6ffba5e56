/** What a capture holds: frames, and sentences about what is wrong with it. */

/** What hexadecimal text holds: said by the user, or to be guessed. */
export const HEX_KINDS = ['guess', 'isakmp', 'udp-payload', 'esp', 'ah', 'ip', 'ethernet'] as const;
export type HexKind = (typeof HEX_KINDS)[number];

/** A frame of a capture. */
export interface CapturedFrame {
  readonly kind: 'frame';
  /** Counted from 1 over the whole file, as Wireshark does. */
  readonly number: number;
  /** A number of LINK_TYPES; undefined where no block describes the interface. */
  readonly linkType: number | HexKind | undefined;
  /** Seconds since 1970 and nanoseconds; undefined where the capture does not say. */
  readonly time: { readonly seconds: number; readonly nanos: number } | undefined;
  readonly interfaceName: string | undefined;
  /** A view that is valid until the reader is given more. */
  readonly octets: Uint8Array;
  /** Octets that the frame had on the wire. */
  readonly originalLength: number;
}

/** Something that is wrong with the capture; reading ends there if it cannot be gone past. */
export interface CaptureTrouble {
  readonly kind: 'trouble';
  /** Offset in the file. */
  readonly offset: number;
  readonly sentence: string;
}

export type CaptureItem = CapturedFrame | CaptureTrouble;

/** What takes a file's octets as they come. */
export interface CaptureSplitter {
  /** The items that are whole now. Run it to its end before the next call. */
  push(octets: Uint8Array): Iterable<CaptureItem>;
  /** What there is to say when the file is over. */
  end(): Iterable<CaptureItem>;
}
