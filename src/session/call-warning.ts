/** What was done in another way than was asked, although it worked. */
export type CallWarning =
  /** This machine's clock is wrong: the call was signed by STS's, which is ahead by so many milliseconds. */
  | { readonly kind: 'clock-corrected'; readonly offset: number }
  /** Only the call has shown that a session signs it, and a role behind a session lasts an hour at most; seconds. */
  | {
      readonly kind: 'duration-capped';
      readonly profile: string;
      readonly asked: number;
      readonly capped: number;
    };
