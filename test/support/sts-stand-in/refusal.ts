/** An error answer of STS: HTTP status, error code and message. Thrown anywhere, answered by the server. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What STS says when a policy, or an MFA code, does not allow the call. */
export function accessDenied(message: string): Refusal {
  return new Refusal(403, 'AccessDenied', message);
}

/** What STS says when a parameter is outside of its limits. */
export function validationError(message: string): Refusal {
  return new Refusal(400, 'ValidationError', message);
}

/** What STS says when a request is not signed as it should be. */
export function signatureDoesNotMatch(message: string): Refusal {
  return new Refusal(403, 'SignatureDoesNotMatch', message);
}
