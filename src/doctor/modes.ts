/** Permission bits, and how they are written. */

/** Bits by which anybody but the owner may change something. */
export const WRITABLE = 0o022;
/** Bits by which anybody but the owner may do anything at all. */
export const OPEN = 0o077;

/** `0644`. */
export const octal = (mode: number) => mode.toString(8).padStart(4, '0');
