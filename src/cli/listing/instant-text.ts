import type { Instant } from '../../credentials.ts';

/** An instant as `--json` writes it: ISO 8601, whole seconds, UTC. */
export function instantText(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}
