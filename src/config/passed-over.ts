/**
 * Where something is missing, a line that is passed over may have been meant to say it: `key: value`, `export KEY=…`. The
 * error then names these lines.
 */
import { ConfigError, type ConfigFact, type PassedOver } from './config-error.ts';
import type { ConfigFiles } from './config-files.ts';
import type { SectionName } from './config-warning.ts';

/** The error with the lines that may say what it misses; any other error as it is. */
export function withPassedOver(error: unknown, files: ConfigFiles): unknown {
  if (!(error instanceof ConfigError)) return error;
  const passedOver = linesFor(error.fact, files);
  if (passedOver.length === 0) return error;
  return new ConfigError({ ...error.fact, passedOver } as ConfigFact);
}

function linesFor(fact: ConfigFact, files: ConfigFiles): PassedOver {
  switch (fact.kind) {
    case 'unknown-profile':
      return linesOf(undefined, files);
    case 'no-source':
    case 'no-credentials':
      return linesOf({ type: 'profile', name: fact.profile }, files);
    case 'partial-keys':
      return linesOf(
        fact.section === undefined
          ? { type: 'profile', name: fact.profile }
          : { type: 'sso-session', name: fact.section },
        files,
      );
    default:
      return [];
  }
}

function linesOf(section: SectionName | undefined, { warnings }: ConfigFiles): PassedOver {
  return warnings.flatMap((warning) =>
    warning.kind === 'ignored-line' &&
    warning.section?.type === section?.type &&
    warning.section?.name === section?.name
      ? [warning.at]
      : [],
  );
}
