/** The interface through which all parts of the program report what they do. */

/** Ends what a call started. It may be called again, which does nothing. */
export type Disposer = () => void;

/**
 * Where the terminal shows the progress: in the row of the cursor, or in the row below it, because a program that runs
 * meanwhile may itself show or ask something at the cursor.
 */
export type StatusPlace = 'at-cursor' | 'below-cursor';

/** Receives debug lines and progress. */
export interface Reporter {
  /** Logs one line about what happens and why, for `--debug`. It never contains anything secret. */
  debug(line: string): void;
  /**
   * Shows that something which may take a while is in progress.
   *
   * @param message gives the text, as long as the progress is shown; `undefined` to show nothing at the moment
   * @param place `at-cursor` by default
   * @returns ends the progress
   */
  showProgress(message: () => string | undefined, place?: StatusPlace): Disposer;
}
