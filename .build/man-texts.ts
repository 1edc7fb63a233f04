/** What only the man page tells. */
import type { Page, Row } from '../src/help/page.ts';

/** After the sentence on the whole. */
export const DESCRIPTION: Page = [
  {
    text: '`swrole -j PROFILE` prints the document of a `credential_process`, so that every AWS SDK gets the credentials of PROFILE. `swrole PROFILE` prints statements for `eval` where stdout is no terminal, and opens a shell in the role where it is one.',
  },
  {
    text: 'Sessions are kept until they end. Many processes that want the same credentials at once cost one code and one call. A code comes from `-t`, from `generate_token`, from the terminal or from a dialog, in this order, and none is sent twice.',
  },
];

/** What is read and kept. */
export const FILES: readonly Row[] = [
  ['~/.aws/config, ~/.aws/credentials', 'the profiles, as every AWS SDK reads them'],
  ['~/.aws/swrole/sessions/', 'sessions, until they end'],
  ['~/.aws/swrole/encrypted/', 'sessions of profiles with `swrole_cache = keychain`'],
  [
    '~/.aws/swrole/keys/',
    'names, users and ages of the keys that `swrole keys` has put into the keychain; no secret',
  ],
  ['~/.aws/swrole/answers/', 'what `swrole -j PROFILE` prints, for the next time'],
  ['~/.aws/swrole/bin/', 'the launcher that `swrole setup` wrote for SDKs'],
  ['~/.aws/swrole/mfa/', 'hashes of the last codes of each device, and when you were last asked'],
  [
    '~/.aws/swrole/locks/, ~/.aws/swrole/outcomes/',
    'whose turn it is; the last failure of each profile, for a day',
  ],
  [
    '~/.aws/swrole/history/',
    'which profiles you switched to at a terminal, when and how often; `SWROLE_HISTORY=off` keeps none',
  ],
  [
    '~/.aws/swrole/compile-cache/',
    'compiled code of swrole, about 1 MB for each command; `NODE_COMPILE_CACHE` names another place',
  ],
];

/** What is protected, and what is not. */
export const SECURITY: Page = [
  {
    text: 'What is kept is readable by you alone. That protects from other users of the machine, not from programs that run as you. Credentials without an end are in no file of swrole: `swrole keys` keeps them in the keychain. `swrole_cache = keychain` encrypts sessions too. Of a code only its hash is kept.',
  },
  {
    text: 'A code on the command line can be seen by others for a moment, in the list of processes; `-t -` reads it from stdin. The commands of `generate_token` and `credential_process` are run as they stand in your files: whoever can write these can run programs as you.',
  },
];

/** Where to read on. */
export const SEE_ALSO: Page = [
  {
    text: '`aws`(1), `swrole help`, and the files README.md and SECURITY.md of the package.',
  },
];
