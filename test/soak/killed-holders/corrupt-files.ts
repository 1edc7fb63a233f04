import { cacheFiles } from '../../support/cache-files.ts';

const ANSWER =
  /^swrole-answer-5 \d+ \d+ [0-9a-f]{16}(?: \S+)*\n(?:-|\d+(?: \d+){7})\n\{"Version":1,.*\}\n$/;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isWhole(path: string, text: string): boolean {
  return path.startsWith('answers/') ? ANSWER.test(text) : isJson(text);
}

/**
 * The files of swrole's directory that are not as they were meant, by their paths. Temporary files that the
 * killed leave behind are not among them: no process reads these.
 */
export function corruptFiles(cacheDir: string): readonly string[] {
  const files = Object.entries(cacheFiles(cacheDir)).filter(([path]) => !path.endsWith('.tmp'));
  return files.filter(([path, text]) => !isWhole(path, text)).map(([path]) => path);
}
