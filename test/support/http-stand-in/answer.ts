/** An answer of a stand-in, before it is sent. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer in JSON. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const body = JSON.stringify(value);
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** An answer that is not what was asked for. Thrown anywhere, sent by the server. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    super(`${answer.status} ${answer.body}`);
    this.answer = answer;
  }
}
