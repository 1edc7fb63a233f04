/**
 * Reads a file of Compose's `env_file` as Compose does (compose-go, `dotenv/parser.go`, v2): values in single quotes raw, in
 * double quotes with escapes and `$NAME`, without quotes with `$NAME` and up to ` #`; `export ` and `KEY: VALUE` are
 * allowed; a key alone is copied from the environment. Forms of `${NAME}` with a default are not read here.
 */

/** The variables by name. Throws what Compose reports. */
export function readComposeEnvFile(
  text: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Map<string, string> {
  const found = new Map<string, string>();
  const lookup = (name: string) => env[name] ?? found.get(name) ?? '';
  let rest = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  for (;;) {
    rest = rest.replace(/^(?:\s|#[^\n]*(?:\n|$))*/, '');
    if (rest === '') return found;
    const [head, name, delimiter] = /^(?:export\s+)?([\w.[\]-]+)[ \t]*([=:\n]|$)/.exec(rest) ?? [];
    if (head === undefined || name === undefined)
      throw new Error(
        /^[\w.[\]-]+\s/.test(rest)
          ? 'key cannot contain a space'
          : `unexpected character in variable name ${rest.split('\n')[0]}`,
      );
    rest = rest.slice(head.length);
    if (delimiter === '=' || delimiter === ':') {
      const value = readValue(rest.replace(/^[^\S\n]+/, ''), lookup);
      found.set(name, value.text);
      rest = value.rest;
    } else if (env[name] !== undefined) found.set(name, env[name]);
  }
}

function readValue(source: string, lookup: (name: string) => string) {
  const [quoted, single, double] = /^'((?:[^'\\]|\\.)*)'|^"((?:[^"\\]|\\.)*)"/s.exec(source) ?? [];
  if (quoted !== undefined) {
    const text = single ?? unescaped(expanded(double ?? '', lookup));
    return { text, rest: source.slice(quoted.length) };
  }
  if (/^["']/.test(source)) throw new Error(`unterminated quoted value ${source.split('\n')[0]}`);
  const [line = ''] = source.split('\n', 1);
  const [value = ''] = line.split(' #', 1);
  return { text: expanded(value.trimEnd(), lookup), rest: source.slice(line.length) };
}

function expanded(text: string, lookup: (name: string) => string): string {
  return text.replace(/\\\$|\$\$|\$(?:\{(\w+)\}|(\w+))/g, (found, braced, bare) =>
    found.startsWith('$') && found !== '$$' ? lookup(braced ?? bare) : '$',
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
}
