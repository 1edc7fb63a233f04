/** `arn:aws:iam::000000000000:mfa/member` is `member` to its owner; a hardware serial is itself. */
export function deviceName(serial: string): string {
  return serial.replace(/^arn:.*?:mfa\//, '');
}
