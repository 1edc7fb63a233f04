/** How much of a secret is shown: enough to see that two are the same. */
const SHOWN = 4;

/** A text with all of the secrets in it cut short. */
export function shortened(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (rest, secret) => rest.replaceAll(secret, `${secret.slice(0, SHOWN)}…`),
    text,
  );
}
