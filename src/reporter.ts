/** To be called when something is over; may be called again, which does nothing. */
export type Disposer = () => void;

/**
 * Where a status may stand on the terminal: in the row of the cursor, or in the one below it, because a program that runs
 * meanwhile may itself show or ask something at the cursor.
 */
export type StatusPlace = 'at-cursor' | 'below-cursor';

/** Who is told what is done: whoever looks for a fault, and whoever waits at the terminal. */
export interface Reporter {
  /** One line of what happens and why, for `--debug`; never anything secret. */
  debug(line: string): void;
  /**
   * Something begins that may take a while.
   *
   * @param words says for what, as long as it lasts; `undefined` where it is better not said now
   * @param place `at-cursor` where nothing is said of it
   * @returns to be called when it is over
   */
  showProgress(words: () => string | undefined, place?: StatusPlace): Disposer;
}
