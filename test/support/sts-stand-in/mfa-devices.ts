import { totpOfStep, totpStep } from '../totp.ts';
import type { Params } from './action.ts';
import { accessDenied } from './refusal.ts';
import type { Caller, StandInMfaDevice } from './world.ts';

const FAILED = 'MultiFactorAuthentication failed';

/** Checks MFA codes and remembers which are used: a device's code of one time step works once, whatever comes after. */
export class MfaDevices {
  readonly #spent = new Set<string>();

  /**
   * Whether the call carries MFA. A right code is used by this, also if the call is refused later.
   *
   * @param now in milliseconds; codes of the step before and after are accepted too
   * @throws Refusal AccessDenied with the words of STS (contract D.2)
   */
  verify(caller: Caller, { SerialNumber, TokenCode }: Params, now: number): boolean {
    if (SerialNumber === undefined && TokenCode === undefined) return false;
    if (SerialNumber === undefined || TokenCode === undefined) {
      throw accessDenied(`${FAILED}, must provide both MFA serial number and one time pass code.`);
    }
    if (!caller.mfa || caller.mfa.serial !== SerialNumber) {
      throw accessDenied(
        `${FAILED}, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.`,
      );
    }
    if (!this.#spend(caller.mfa, TokenCode, now)) {
      throw accessDenied(`${FAILED} with invalid MFA one time pass code.`);
    }
    return true;
  }

  #spend(device: StandInMfaDevice, code: string, now: number): boolean {
    const current = totpStep(now);
    const mark = (step: number) => `${device.serial} ${step}`;
    const step = [current, current - 1, current + 1]
      .filter((candidate) => totpOfStep(device.secret, candidate) === code)
      .find((candidate) => !this.#spent.has(mark(candidate)));
    if (step === undefined) return false;
    this.#spent.add(mark(step));
    return true;
  }
}
