/**
 * A digest that tells texts apart which were mixed up or edited. It costs no module: `node:crypto` takes 2 ms to load, which
 * is a twentieth of a cached answer. It does not keep out an attacker, and no digest in the same file could: who can write
 * the file can write the digest too. Owner and mode of the file keep others out.
 */

/** Zeros that fill the last word of four bytes. */
const FILL = '\0\0\0';

/**
 * 16 hexadecimal digits. The code runs once in a process, before node has compiled it, so it takes four bytes at a time and
 * calls nothing but `Math.imul`: 0.1 ms for an answer of 2 KB, where one character at a time takes 2 ms.
 * `TextEncoder` writes the bytes from the beginning of a buffer, where words may begin.
 */
export function digest(text: string): string {
  const bytes = new TextEncoder().encode(text + FILL);
  const length = bytes.length - FILL.length;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, Math.ceil(length / 4));
  let a = 0x243f6a88 ^ length;
  let b = 0x85a308d3;
  for (let index = 0; index < words.length; index++) {
    const mixed = Math.imul(a ^ (words[index] as number), 0x9e3779b1);
    a = (mixed << 13) | (mixed >>> 19);
    b = Math.imul(b ^ a, 0x85ebca77) + mixed;
  }
  return hex(spread(a ^ (b >>> 15))) + hex(spread(b ^ (a >>> 13)));
}

/** Lets every bit of a sum depend on every other one. */
function spread(sum: number): number {
  const half = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  const most = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return most ^ (most >>> 16);
}

function hex(sum: number): string {
  return (sum >>> 0).toString(16).padStart(8, '0');
}
