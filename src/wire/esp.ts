/** The clear parts of an ESP packet (RFC 4303 2); what is protected is the data path's. */

import { type Codec, rest, struct, u32 } from './codec.ts';

/** SPI and sequence number. */
export const ESP_HEADER_OCTETS = 8;

/** An ESP packet without its keys. */
export interface EspPacket {
  readonly spi: number;
  /** The low 32 bits; high ones are not sent (RFC 4303 2.2.1). */
  readonly sequence: number;
  /** IV, ciphertext and ICV, told apart only by who knows the SA. */
  readonly data: Uint8Array;
}

/** An ESP packet behind its IP or UDP header. */
export const esp: Codec<EspPacket> = struct('an ESP packet', {
  spi: u32,
  sequence: u32,
  data: rest,
});
