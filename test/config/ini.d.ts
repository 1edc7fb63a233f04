/** As much of npm's `ini` as `ini.test.ts` uses; the package brings no types. */
declare module 'ini' {
  export function parse(text: string): Record<string, unknown>;
}
