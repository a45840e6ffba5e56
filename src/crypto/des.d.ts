/** The part of des.js that noble.ts uses; the package brings no types. */
declare module 'des.js' {
  interface Options {
    readonly type: 'encrypt' | 'decrypt';
    readonly key: Uint8Array;
    readonly padding: false;
  }
  interface CbcOptions extends Options {
    readonly iv: Uint8Array;
  }
  interface Cipher {
    /** Whole blocks come out at once when encrypting; decrypting keeps the last block back. */
    update(data: Uint8Array): number[];
    /** `update` and whatever was kept back. */
    final(data?: Uint8Array): number[];
  }
  interface Constructor {
    create(options: Options): Cipher;
  }
  interface CbcConstructor {
    create(options: CbcOptions): Cipher;
  }
  export const DES: Constructor;
  export const EDE: Constructor;
  export const CBC: { instantiate(base: Constructor): CbcConstructor };
}
