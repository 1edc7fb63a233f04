/** What doctor has found, for programs. */
import type { NamedFinding } from '../../doctor/find-problems.ts';
import type { Where } from '../../doctor/finding.ts';
import { jsonText } from './json-text.ts';

/** A stable form: every field is always there; fields are added, never renamed. */
export function findingsDocument(findings: readonly NamedFinding[]): string {
  return jsonText({
    findings: findings.map(({ level, check, what, where, why, advice }) => ({
      level,
      check,
      what,
      where: placeFields(where),
      why,
      advice: { kind: advice.kind, text: advice.text },
    })),
  });
}

const NOWHERE = { file: null, line: null, variable: null, host: null, program: null };

/** A file or folder as a whole has no line. */
function placeFields(where: Where) {
  return 'path' in where ? { ...NOWHERE, file: where.path } : { ...NOWHERE, ...where };
}
