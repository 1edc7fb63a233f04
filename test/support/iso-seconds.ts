/** An instant in milliseconds as AWS writes it: `2026-01-01T00:00:00Z`. */
export function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+/, '');
}
