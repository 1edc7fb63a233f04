/** Runs every check over the same facts, and puts what they find in order. */
import { CHECKS, type CheckName } from './checks.ts';
import type { Facts } from './facts/facts.ts';
import { type Finding, LEVELS } from './finding.ts';
import { whereWords } from './place.ts';

/** A finding, and the check that it comes from. */
export interface NamedFinding extends Finding {
  readonly check: CheckName;
}

/** All findings, each once: the worst first, then in the order of the files. */
export function findProblems(facts: Facts): readonly NamedFinding[] {
  const found = Object.entries(CHECKS).flatMap(([check, look]) =>
    look(facts).map((finding) => ({ ...finding, check: check as CheckName })),
  );
  const inOrder = found.sort((a, b) => compare(a, b, facts));
  // Profiles with one source all have what is wrong with that; the worst of its levels counts.
  const seen = new Set<string>();
  return inOrder.filter((finding) => {
    const id = JSON.stringify([finding.check, whereWords(finding.where), finding.what]);
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
}

/** The sort is stable, so equals stay in the order of the checks. */
function compare(a: Finding, b: Finding, facts: Facts): number {
  const [levelA, fileA, lineA] = rank(a, facts);
  const [levelB, fileB, lineB] = rank(b, facts);
  return levelA - levelB || fileA - fileB || lineA - lineB;
}

function rank({ level, where }: Finding, { files }: Facts): readonly [number, number, number] {
  const place = 'file' in where ? [files.files.indexOf(where.file), where.line] : [];
  const [file = files.files.length, line = 0] = place;
  return [LEVELS.indexOf(level), file, line];
}
