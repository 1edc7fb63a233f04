/** What the SDK adds to an error of its own for programmers. */
const FOR_PROGRAMMERS = /\s*Deserialization error: to see the raw response, inspect .*$/s;

/** The message of an error that the SDK has thrown, without its advice to inspect a hidden field. */
export function sdkMessage({ message }: { readonly message?: string }): string {
  return (message ?? '').replace(FOR_PROGRAMMERS, '');
}
