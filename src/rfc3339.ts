import type { Instant } from './credentials.ts';

/** RFC 3339 with a zone: without one, each SDK takes it for another instant or for an error (contract A.2). */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** The instant that a text names, such as `2026-01-31T12:00:00Z`; undefined if it names none that all SDKs agree on. */
export function parseInstant(text: string): Instant | undefined {
  const instant = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
