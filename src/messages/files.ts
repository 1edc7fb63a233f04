/** Words for a file that cannot be read, and for what to do about it. */
import type { Encoding } from '../config/read-file.ts';

const ENCODINGS: Readonly<Record<Encoding, string>> = {
  'UTF-16LE': 'Unicode',
  'UTF-16BE': 'BigEndianUnicode',
  'UTF-32LE': 'UTF32',
  'UTF-32BE': 'UTF32',
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'it does not exist',
  ENOTDIR: 'its path goes through a file',
  ENXIO: 'it is a socket, or a device that is not there',
};

const MIB = 1024 * 1024;

/**
 * What keeps a file from being read, in words.
 *
 * @param code of the error
 * @param limit the most bytes that such a file may have
 */
export function unreadableWords(file: string, code: string, limit: number): string {
  if (code === 'TOO-LARGE') return `${file} is larger than ${limit / MIB} MiB`;
  if (code === 'SILENT')
    return `cannot read ${file}: it is a pipe, and nothing came through it in time`;
  if (isEncoding(code)) return `${file} is written in ${code.slice(0, 6)}, not in UTF-8`;
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  return `cannot read ${file}${reason === undefined ? '' : `: ${reason}`} (${code})`;
}

/** How to write a file in UTF-8 that is in another encoding; undefined for every other trouble. */
export function encodingHint(file: string, code: string): string | undefined {
  if (!isEncoding(code)) return undefined;
  const name = `'${file.replaceAll("'", "''")}'`;
  // Set-Content of Windows PowerShell would write a byte order mark, which most SDKs refuse.
  const command = `[IO.File]::WriteAllLines(${name}, (Get-Content -Encoding ${ENCODINGS[code]} ${name}))`;
  return `save it as UTF-8 without a byte order mark; in PowerShell: ${command}`;
}

function isEncoding(code: string): code is Encoding {
  return Object.hasOwn(ENCODINGS, code);
}
