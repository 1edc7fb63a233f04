import type { OutputError } from '../output/output-error.ts';
import type { Words } from '../messages/message.ts';

/** Words for credentials that cannot be written in the form asked for. Nothing has been printed. */
export function outputWords({ fact }: OutputError): Words {
  const { variable } = fact;
  if (fact.kind === 'unwritable-value') {
    return {
      exitCode: 3,
      message: `${variable} cannot be written as ${fact.format}`,
      hint: 'choose another --format',
    };
  }
  return {
    exitCode: 5,
    message: `${variable} has characters that it must not have, so nothing is printed`,
    hint: undefined,
  };
}
