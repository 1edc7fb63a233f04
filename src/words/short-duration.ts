/**
 * Seconds as people write them: 2700 is `45m`, 5400 is `1h30m`, 50 is `50s`.
 */
export function shortDuration(seconds: number): string {
  const [h, m] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const s = Math.round(seconds % 60);
  return [h && `${h}h`, m && `${m}m`, s && `${s}s`].filter(Boolean).join('') || '0s';
}
