/**
 * Reads a file of `docker run --env-file` as Docker does (docker/cli, `pkg/kvfile/kvfile.go`, v28): lines `KEY=VALUE`, the
 * value raw, quotes and spaces included; `#` begins a comment only at the start of a line; a key alone is copied from the
 * environment.
 */

/** The longest line that Go's `bufio.Scanner` reads. */
const MAX_LINE = 64 * 1024;

const LEADING_SPACE = /^[\t\n\v\f\r \u0085\u00a0]+/;

/** The variables, in the order of the file. Throws what Docker reports. */
export function readDockerEnvFile(
  bytes: Buffer,
  env: Readonly<Record<string, string | undefined>> = {},
): [name: string, value: string][] {
  const lines = bytes.toString('latin1').split('\n');
  return lines.flatMap((latin1, index) => {
    const raw = Buffer.from(latin1.replace(/\r$/, ''), 'latin1');
    if (raw.length >= MAX_LINE) throw new Error('bufio.Scanner: token too long');
    const text = raw.toString('utf8');
    if (!Buffer.from(text).equals(raw))
      throw new Error(`invalid utf8 bytes at line ${index + 1}: ${raw}`);
    const line = (index === 0 ? text.replace(/^\ufeff/, '') : text).replace(LEADING_SPACE, '');
    if (line === '' || line.startsWith('#')) return [];
    const [, name = '', , value] = /^([^=]*)(=(.*))?$/s.exec(line) ?? [];
    if (name === '') throw new Error(`no variable name on line '${line}'`);
    if (/[ \t]/.test(name)) throw new Error(`variable '${name}' contains whitespaces`);
    const given = value ?? env[name];
    return given === undefined ? [] : [[name, given]];
  });
}
