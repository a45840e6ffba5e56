/** The kernel of gcm.ts for engines that have relaxed SIMD: Node from version 22 on. */

export * from './gcm';
