/** A page of help as data, so that the terminal, the README and the man page say the same. */

/** A word or a command line, and what it means. */
export type Row = readonly [term: string, meaning: string];

/** A part of a page: what there is of it comes in this order. Backquotes in texts and meanings are for AWS's words. */
export interface Section {
  /** Absent where the text needs none. */
  readonly title?: string;
  readonly text?: string;
  /** To be shown as they are, such as usage. */
  readonly lines?: readonly string[];
  readonly rows?: readonly Row[];
}

/** A page: sections from top to bottom. */
export type Page = readonly Section[];
