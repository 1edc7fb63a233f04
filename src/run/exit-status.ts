/** How a child ended: with a code of its own, or by a signal. */
export type ExitStatus =
  | { readonly exitCode: number; readonly signal?: undefined }
  | { readonly exitCode?: undefined; readonly signal: NodeJS.Signals };
