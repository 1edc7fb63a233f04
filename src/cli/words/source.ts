import type { SourceError } from '../../sources/source-error.ts';
import type { Words } from './words.ts';

/** Words for a source that gave nothing usable. */
export function sourceWords({ fact }: SourceError): Words {
  const { profile, program, at } = fact;
  const where = `${at.file}:${at.line}: credential_process of profile '${profile}' (${program})`;
  if (fact.kind === 'process-output') {
    return { exitCode: 5, message: `${where}: its output ${fact.problem}`, hint: undefined };
  }
  const said = fact.said === undefined ? '' : `: ${fact.said}`;
  return { exitCode: 5, message: `${where} failed: ${fact.reason}${said}`, hint: undefined };
}
