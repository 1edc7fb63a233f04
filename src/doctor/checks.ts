/** All checks, by the names that `--json` shows. */
import { byteOrderMark } from './checks/byte-order-mark.ts';
import { cachePermissions } from './checks/cache-permissions.ts';
import { callsItself } from './checks/calls-itself.ts';
import { chainWarning } from './checks/chain-warning.ts';
import { clock } from './checks/runtime.ts';
import { colon } from './checks/colon.ts';
import { commandPath } from './checks/commands.ts';
import { commandQuoting } from './checks/command-quoting.ts';
import { configError } from './checks/profile-errors.ts';
import { continuedValue } from './checks/continued-value.ts';
import { emptyProcess } from './checks/empty-process.ts';
import { environmentEndpoint } from './checks/environment-endpoint.ts';
import { environmentFiles } from './checks/environment-files.ts';
import { environmentKeys } from './checks/environment-keys.ts';
import { environmentProfile } from './checks/environment.ts';
import { environmentPrompt } from './checks/environment-prompt.ts';
import { environmentRegion } from './checks/environment-region.ts';
import { fileWarning } from './checks/syntax.ts';
import { halfKeys } from './checks/keys.ts';
import { indentedLine } from './checks/indented-line.ts';
import { keyCase } from './checks/key-case.ts';
import { lastFailure } from './checks/last-failure.ts';
import { loginSignIn } from './checks/login-sign-in.ts';
import { longDuration } from './checks/long-duration.ts';
import { mfaDevice } from './checks/mfa-device.ts';
import { nodeVersion } from './checks/node-version.ts';
import { permissions } from './checks/permissions.ts';
import { processLoop } from './checks/credential-process.ts';
import { quotedName } from './checks/quoted-name.ts';
import { regionForm } from './checks/region-form.ts';
import { reservedKey } from './checks/reserved-key.ts';
import { shadowedProcess } from './checks/shadowed-process.ts';
import { ssoSignIn } from './checks/sign-ins.ts';
import { swroleCall } from './checks/swrole-call.ts';
import { toolKey } from './checks/tool-key.ts';
import { unknownKey } from './checks/unknown-keys.ts';
import type { Check } from './facts/facts.ts';

/** In the order in which findings of the same level and place are shown. */
export const CHECKS = {
  'config-error': configError,
  'shadowed-process': shadowedProcess,
  'empty-process': emptyProcess,
  'calls-itself': callsItself,
  'swrole-call': swroleCall,
  'process-loop': processLoop,
  'half-keys': halfKeys,
  'mfa-device': mfaDevice,
  'unknown-key': unknownKey,
  'tool-key': toolKey,
  'reserved-key': reservedKey,
  'file-warning': fileWarning,
  'byte-order-mark': byteOrderMark,
  'indented-line': indentedLine,
  colon,
  'key-case': keyCase,
  'quoted-name': quotedName,
  'continued-value': continuedValue,
  'command-path': commandPath,
  'command-quoting': commandQuoting,
  'region-form': regionForm,
  'long-duration': longDuration,
  'chain-warning': chainWarning,
  permissions,
  'cache-permissions': cachePermissions,
  'environment-keys': environmentKeys,
  'environment-profile': environmentProfile,
  'environment-endpoint': environmentEndpoint,
  'environment-region': environmentRegion,
  'environment-files': environmentFiles,
  'environment-prompt': environmentPrompt,
  'sso-sign-in': ssoSignIn,
  'login-sign-in': loginSignIn,
  'last-failure': lastFailure,
  clock,
  node: nodeVersion,
} as const satisfies Readonly<Record<string, Check>>;

/** The name of a check. */
export type CheckName = keyof typeof CHECKS;
