import { noise } from '../noise.ts';

/** A registered client with the tokens of a user who has signed in with it. */
export interface SsoToken {
  readonly accessToken: string;
  /** When the access token ends, in milliseconds. */
  readonly expiresAt: number;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** When the client's registration ends, in milliseconds. */
  readonly registrationExpiresAt: number;
}

/** The one client that is registered: the AWS CLI of the user. */
export const CLIENT = {
  clientId: 'EXAMPLEclientId0123456ZXUtd2VzdC0x',
  clientSecret: `eyJraWQiOiJFWEFNUExFIn0.${noise('client secret', 64)}`,
};
