/** Where a section or a setting stands: the file as it was opened and its 1-based line. */
export interface Location {
  readonly file: string;
  readonly line: number;
}

/** What can be wrong with the configuration, as data; `cli/report-error.ts` makes the words. */
export type ConfigFact =
  | { readonly kind: 'unreadable-file'; readonly file: string; readonly code: string }
  | {
      readonly kind: 'unknown-profile';
      readonly profile: string;
      readonly nearest: string | undefined;
      readonly files: readonly string[];
    }
  | {
      readonly kind: 'unknown-source';
      readonly profile: string;
      readonly source: string;
      readonly nearest: string | undefined;
      readonly at: Location;
    }
  | {
      readonly kind: 'invalid-value';
      readonly profile: string;
      readonly key: string;
      readonly value: string;
      /** Completes the sentence "KEY …", such as "must be a whole number from 900 to 43200". */
      readonly problem: string;
      readonly at: Location;
    }
  | { readonly kind: 'cycle'; readonly profiles: readonly string[]; readonly at: Location }
  | { readonly kind: 'no-source'; readonly profile: string; readonly at: Location }
  | { readonly kind: 'two-sources'; readonly profile: string; readonly at: Location }
  | {
      readonly kind: 'partial-keys';
      readonly profile: string;
      readonly present: string;
      readonly missing: string;
      readonly at: Location;
    }
  | { readonly kind: 'no-credentials'; readonly profile: string; readonly at: Location }
  | {
      readonly kind: 'unsupported-source';
      readonly profile: string;
      readonly key: string;
      readonly at: Location;
    };

/** The configuration does not say what to do: exit code 3. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly fact: ConfigFact;

  constructor(fact: ConfigFact) {
    super(fact.kind);
    this.fact = fact;
  }
}
