/**
 * The base of errors that hold details instead of a text. `src/messages/` writes the message, in one place for each kind of
 * error, so that no message holds a secret or text that is unsafe for a terminal.
 */
export abstract class DataError<Details extends object> extends Error {
  readonly details: Details;

  /** @param summary for developers, without anything secret */
  constructor(details: Details, summary = 'kind' in details ? `${details.kind}` : '') {
    super(summary);
    this.details = details;
  }
}
