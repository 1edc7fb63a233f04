/** Who somebody is, for people and for programs. */
import { safeText } from '../../util/text.ts';
import type { CallerIdentity } from '../../sts/client.ts';
import type { Output } from '../../system.ts';
import { jsonText } from './json-text.ts';
import type { Style } from './style.ts';

/** In AWS's own words: what `aws sts get-caller-identity` prints. */
export function identityJson({ account, arn, userId }: CallerIdentity): string {
  return jsonText({ Account: account, Arn: arn, UserId: userId });
}

/**
 * One line for each, its value beside its name; on a terminal that is too narrow for that, below it. A value is never
 * broken here, so that it can be copied whole.
 */
export function identityText(identity: CallerIdentity, output: Output, style: Style): string {
  const { account, arn, userId } = identity;
  const lines = Object.entries({ account, arn, 'user id': userId });
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  const isWide = lines.every(([, value]) => width + safeText(value).length <= output.columns);
  const beside = isWide || !output.isTerminal;
  return lines
    .map(([name, value]) => {
      const label = style.dim(name);
      const gap = beside ? ' '.repeat(width - name.length) : '\n  ';
      return `${label}${gap}${safeText(value)}\n`;
    })
    .join('');
}
