import type { SignInSite } from './sign-in-site.ts';

/** The URL that signs a browser in, and leads it to a page. Security: for 15 minutes it is as good as the session. */
export function loginUrl(token: string, page: string, { federation }: SignInSite): string {
  const url = new URL(federation);
  const fields = { Action: 'login', Issuer: 'swrole', Destination: page, SigninToken: token };
  url.search = new URLSearchParams(fields).toString();
  return url.href;
}
