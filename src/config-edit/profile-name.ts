/** The names of profiles that every SDK reads (contract B.2, "invalid characters"). */

/** The alphabet of AWS's specification; a name outside it, JS and Java pass over. `__proto__` empties JS's whole file. */
const NAME = /^(?!__proto__$)[A-Za-z0-9_\-/.%@:+]+$/;
const OTHERS = /[^A-Za-z0-9_\-/.%@:+]+/g;

/** Whether every SDK reads a profile of this name. */
export function isReadByAll(name: string): boolean {
  return NAME.test(name);
}

/** The name without what not all read, `app-dev` for `app dev`; `undefined` if nothing is left of it. */
export function nameLike(name: string): string | undefined {
  const like = name.replace(OTHERS, '-').replace(/^-+|-+$/g, '');
  return isReadByAll(like) ? like : undefined;
}
