/**
 * Where something is missing, a line that is passed over may have been meant to say it: `key: value`, `export KEY=…`. The
 * error then names these lines.
 */
import { ConfigError, type ConfigFact, type Location, type PassedOver } from './config-error.ts';
import type { ConfigFiles } from './config-files.ts';
import type { SectionName } from './config-warning.ts';

/** The lines of two files that are passed over, for errors. */
export class PassedOverLines {
  readonly #files: ConfigFiles;
  #bySection: ReadonlyMap<string, PassedOver> | undefined;

  constructor(files: ConfigFiles) {
    this.#files = files;
  }

  /** The error with the lines that may say what it misses; any other error as it is. */
  addedTo(error: unknown): unknown {
    if (!(error instanceof ConfigError)) return error;
    const passedOver = this.#linesFor(error.fact);
    if (passedOver === undefined) return error;
    return new ConfigError({ ...error.fact, passedOver } as ConfigFact);
  }

  #linesFor(fact: ConfigFact): PassedOver | undefined {
    switch (fact.kind) {
      case 'unknown-profile':
        return this.#linesOf(undefined);
      case 'no-source':
      case 'no-credentials':
        return this.#linesOf({ type: 'profile', name: fact.profile });
      case 'partial-keys':
        return this.#linesOf(
          fact.section === undefined
            ? { type: 'profile', name: fact.profile }
            : { type: 'sso-session', name: fact.section },
        );
      default:
        return undefined;
    }
  }

  #linesOf(section: SectionName | undefined): PassedOver | undefined {
    this.#bySection ??= linesBySection(this.#files);
    return this.#bySection.get(idOf(section));
  }
}

function linesBySection({ warnings }: ConfigFiles): ReadonlyMap<string, PassedOver> {
  const lines = new Map<string, Location[]>();
  for (const warning of warnings) {
    if (warning.kind !== 'ignored-line') continue;
    const id = idOf(warning.section);
    const others = lines.get(id);
    if (others === undefined) lines.set(id, [warning.at]);
    else others.push(warning.at);
  }
  return lines;
}

/** Lines above the first section have none. */
const idOf = (section: SectionName | undefined) =>
  section ? `${section.type} ${section.name}` : '';
