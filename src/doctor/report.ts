/** Everything that doctor has found, for people. */
import type { NamedFinding } from './find-problems.ts';
import { LEVELS } from './finding.ts';
import { findingLines, type Sheet } from '../cli/people/finding.ts';

/** A paragraph for each finding, and how many there are. */
export function findingsText(findings: readonly NamedFinding[], sheet: Sheet): string {
  const paragraphs = alike(findings).map((group) => findingLines(group, sheet).join('\n'));
  return `${[...paragraphs, summaryWords(findings)].join('\n\n')}\n`;
}

/** A key that was pasted into a file is one thing to mend, however many lines it has. */
function alike(findings: readonly NamedFinding[]): readonly [NamedFinding, ...NamedFinding[]][] {
  const groups = new Map<string, [NamedFinding, ...NamedFinding[]]>();
  for (const finding of findings) {
    const id = JSON.stringify({ ...finding, where: { ...finding.where, line: undefined } });
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

/** How many there are of each level: `2 errors, 1 note`. */
function summaryWords(findings: readonly NamedFinding[]): string {
  const byLevel = LEVELS.flatMap((level) => {
    const counts = findings.flatMap((each) => (each.level === level ? [each.count ?? 1] : []));
    const count = counts.reduce((sum, each) => sum + each, 0);
    return count === 0 ? [] : `${count} ${level}${count === 1 ? '' : 's'}`;
  });
  return byLevel.join(', ');
}
