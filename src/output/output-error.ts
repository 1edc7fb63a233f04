/** Why nothing can be written, as data. */
export type OutputFact =
  | {
      /** The value has characters that this variable or key never has: it is not to be trusted in a shell. */
      readonly kind: 'unsafe-value';
      /** The name alone: the value may be a secret. */
      readonly variable: string;
    }
  | {
      /** The form has no way to write this value, although another one has. */
      readonly kind: 'unwritable-value';
      readonly variable: string;
      readonly format: string;
    };

/** Credentials that cannot be printed in the form that was asked for; nothing has been printed then. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly fact: OutputFact;

  constructor(fact: OutputFact) {
    super(`${fact.kind}: ${fact.variable}`);
    this.fact = fact;
  }
}
