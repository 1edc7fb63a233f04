/** `mfa_serial` of a device that shows no code: a security key or a passkey (contract D.7). */
import { roleKeys } from '../../config/keys.ts';
import { textOf } from '../../config/profile/raw-profile.ts';
import type { Check } from '../facts/facts.ts';
import { fix } from '../finding.ts';

const SECURITY_KEY = /^arn:[^:]*:iam:[^:]*:[^:]*:(?:u2f|fido|passkey)/i;

/** Whether a serial is that of a device without codes. */
export function isSecurityKey(serial: string): boolean {
  return SECURITY_KEY.test(serial);
}

/** Devices that cannot be used outside of the console. */
export const mfaDevice: Check = ({ profiles }) =>
  profiles.flatMap(({ name, settings }) => {
    const setting = settings.get(roleKeys.mfaSerial);
    const serial = textOf(settings, roleKeys.mfaSerial);
    if (setting === undefined || serial === undefined || !isSecurityKey(serial)) return [];
    return {
      level: 'error',
      what: `mfa_serial of profile '${name}' is a security key or passkey`,
      where: setting.at,
      why: 'such a device shows no code, and STS takes nothing else; it opens the console only',
      advice: fix(
        'register a virtual device (an authenticator app) for the user beside it, and write its ARN: mfa_serial = arn:aws:iam::ACCOUNT:mfa/NAME',
      ),
    };
  });
