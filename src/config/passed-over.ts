/**
 * Where something is missing, a line that is passed over may have been meant to say it: `key: value`, `export KEY=…`. The
 * error then names these lines.
 */
import { ConfigError, type ConfigFact, type Location, type PassedOver } from './errors.ts';
import type { ConfigFiles } from './files.ts';
import type { SectionName } from './warnings.ts';

/** Errors that a credentials file would have prevented. */
const MISSING: ReadonlySet<ConfigFact['kind']> = new Set(['no-credentials', 'unknown-profile']);

/** What of two files is passed over, for errors: lines, and a directory at the place of the credentials file. */
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
    const directory = MISSING.has(error.fact.kind) ? this.#directory() : undefined;
    if (passedOver === undefined && directory === undefined) return error;
    const added = { ...(passedOver && { passedOver }), ...(directory && { directory }) };
    return new ConfigError({ ...error.fact, ...added } as ConfigFact);
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

  #directory(): string | undefined {
    return this.#files.warnings.find((warning) => warning.kind === 'directory')?.path;
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
