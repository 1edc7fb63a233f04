/** An error as a person sees it. */
export interface Words {
  readonly exitCode: number;
  /** Lower case, no full stop, one line. */
  readonly message: string;
  /** What to do, where there is something. */
  readonly hint: string | undefined;
}
