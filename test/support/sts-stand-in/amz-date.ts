/** An instant in milliseconds as Signature Version 4 writes it: `20150830T123600Z`. */
export function formatAmzDate(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** The instant, in milliseconds, of an `x-amz-date` header; `undefined` if it has another form. */
export function parseAmzDate(text: string): number | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const at = Date.parse(iso);
  return iso === text || Number.isNaN(at) ? undefined : at;
}
