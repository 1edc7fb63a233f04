/**
 * An error that is a fact and no text: `src/words/` makes the words, in one place for each kind of error, so that nothing
 * secret and nothing unsafe for a terminal is ever in a message.
 */
export abstract class DataError<Fact extends { readonly kind: string }> extends Error {
  readonly details: Fact;

  constructor(fact: Fact) {
    super(fact.kind);
    this.details = fact;
  }
}
