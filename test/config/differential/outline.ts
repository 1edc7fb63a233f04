/** Which line belongs to which: what a difference has to know of a line's surroundings. */

/** A line in its place. */
export interface Line {
  /** `silent`: blank, a comment, or before the first header. `below`: deeper than the property above it. */
  readonly role: 'silent' | 'header' | 'property' | 'below';
  readonly text: string;
  /** The header of a property, or the property that a line is below. */
  readonly above: Line | undefined;
  /** The lines that this one is above. */
  readonly below: readonly Line[];
}

interface LineDraft extends Line {
  readonly below: Line[];
}

/** The lines of a file. */
export function outline(text: string): Line[] {
  let header: LineDraft | undefined;
  let property: LineDraft | undefined;
  return text.split('\n').map((text) => {
    const role = roleOf(text, header, property);
    const above = { silent: undefined, header: undefined, property: header, below: property }[role];
    const line: LineDraft = { role, text, above, below: [] };
    above?.below.push(line);
    if (role === 'header') [header, property] = [line, undefined];
    if (role === 'property') property = line;
    return line;
  });
}

function roleOf(text: string, header: Line | undefined, property: Line | undefined): Line['role'] {
  const content = text.trim();
  if (content.startsWith('[')) return 'header';
  if (header === undefined || /^(?:[#;]|$)/.test(content)) return 'silent';
  return property !== undefined && indent(text) > indent(property.text) ? 'below' : 'property';
}

function indent(text: string): number {
  return text.length - text.trimStart().length;
}

/** What a line says, without comment and the white space around it. */
export function contentOf({ text }: Line): string {
  const [content = ''] = text.trim().split(/[ \t][#;]/);
  return content.trim();
}

/** Key and value of a line, the value perhaps empty; `undefined` without a key or an equals sign. */
export function propertyOf(line: Line): { key: string; value: string } | undefined {
  const content = contentOf(line);
  const equals = content.indexOf('=');
  if (equals <= 0) return undefined;
  return { key: content.slice(0, equals).trim(), value: content.slice(equals + 1).trim() };
}
