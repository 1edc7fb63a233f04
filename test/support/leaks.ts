/** Whether a text shows one of the secrets, as it is or as it stands in a URL or a form. */
export function leaks(text: string, secrets: readonly string[]): boolean {
  return secrets.some(
    (secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)),
  );
}
