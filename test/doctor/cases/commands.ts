/** Commands: where their programs are found, and who takes their quotes how. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TempHome } from '../../support/temp-home.ts';
import type { CasesOf } from './case.ts';

const program = (name: string, text: string) => async (home: TempHome) => {
  await mkdir(dirname(join(home.path, name)), { recursive: true });
  await writeFile(join(home.path, name), text, { mode: 0o700 });
};

export const commandsCases: CasesOf<'command-path' | 'command-quoting'> = {
  'command-path': [
    [
      'a program that is nowhere, and paths to nothing and to no program',
      {
        config:
          '[profile a]\ncredential_process = no-such-program-1\n[profile b]\ngenerate_token = /no/such/program x\n[profile c]\nmfa_process = ./get\n[profile d]\ncredential_process = "/etc/passwd" x\n[profile e]\ncognito_login_process = no-such-program-2\n',
      },
      [
        "error config:2: credential_process of profile 'a' runs no-such-program-1, which is not on the PATH | fix: install the program, or write its absolute path",
        "error config:4: generate_token of profile 'b' runs /no/such/program, which is not there | fix: correct the path",
        "warning config:6: mfa_process of profile 'c' runs ./get, a path that depends on the folder in which the SDK runs | write: mfa_process = /ABSOLUTE/PATH/get ...",
        "error config:8: credential_process of profile 'd' runs /etc/passwd, which is not a program that can be run | fix: correct the path",
        "error config:10: cognito_login_process of profile 'e' runs no-such-program-2, which is not on the PATH | fix: install the program, or write its absolute path",
      ],
    ],
    [
      'a launcher of swrole that is not there',
      {
        config: '[profile a]\ncredential_process = <home>/.aws/swrole/bin/swrole -j "c d"\n',
      },
      [
        "error config:2: credential_process of profile 'a' runs ~/.aws/swrole/bin/swrole, which is not there | run: swrole setup a 'c d'".replace(
          '~/.aws/',
          '',
        ),
      ],
    ],
    [
      'commands that print a token or an assertion',
      {
        config:
          '[profile a]\nweb_identity_token_process = no-such-program-1 x\n[profile b]\nsaml_process = /no/such/program x\n',
      },
      [
        "error config:2: web_identity_token_process of profile 'a' runs no-such-program-1, which is not on the PATH | fix: install the program, or write its absolute path",
        "error config:4: saml_process of profile 'b' runs /no/such/program, which is not there | fix: correct the path",
      ],
    ],
    [
      'a program in a folder that depends on where swrole runs',
      { config: '[profile a]\ncredential_process = tsc\n', env: { PATH: 'node_modules/.bin:' } },
      [
        "error config:2: credential_process of profile 'a' runs tsc, which is not on the PATH | fix: install the program, or write its absolute path",
      ],
    ],
    [
      'a program that only a shell finds',
      {
        config: '[profile a]\ncredential_process = only-here --secret\n',
        env: { PATH: '/nowhere:<home>/my tools' },
        prepare: program('my tools/only-here', '#!/bin/sh\n'),
      },
      [
        `warning config:2: credential_process of profile 'a' runs only-here without a path | write: credential_process = "~/my tools/only-here" ...`,
      ],
    ],
    [
      'a script with an interpreter that only a shell finds',
      {
        config: '[profile a]\ncredential_process = <home>/bin/get --secret\n',
        env: { PATH: '<home>/bin' },
        prepare: async (home) => {
          await program('bin/my-node', '')(home);
          await program('bin/get', '#!/usr/bin/env my-node\n')(home);
        },
      },
      [
        "warning config:2: credential_process of profile 'a' runs ~/bin/get, a script that looks for my-node on the PATH | write: credential_process = ~/bin/my-node ~/bin/get ...",
      ],
    ],
    [
      'a script with an interpreter that every program finds',
      {
        config: '[profile a]\ncredential_process = <home>/bin/get\n',
        prepare: program('bin/get', '#!/usr/bin/env sh\n'),
      },
      [],
    ],
    [
      'programs of the system, absolute ones, and what only a shell knows',
      {
        config:
          '[profile a]\ncredential_process = cat x\n[profile b]\ngenerate_token = /bin/cat x\n[profile c]\ngenerate_token = cd /x && ./y\n[profile d]\ngenerate_token = X=1 $HOME/y\n',
      },
      [],
    ],
  ],
  'command-quoting': [
    [
      'quotes around all, one quote, and a shell',
      {
        config: `[profile a]\ncredential_process = "/opt/a b" --k "c"\n[profile b]\ncredential_process = /bin/echo "x\n[profile c]\ncredential_process = ~/get "$USER" | jq . > '$x'; echo $(cat secret) \${A:-secret}\${B}\n`,
      },
      [
        "warning config:2: credential_process of profile 'a' begins and ends with a quote | fix: write the path of the program without quotes, or put a last argument without quotes",
        "error config:4: credential_process of profile 'b' has a quote without its counterpart | fix: close the quote, or put a backslash before it",
        `warning config:6: credential_process of profile 'c' needs a shell for ~ $USER | > ; $(...) \${A} \${B} | fix: write out paths and values, and put what needs a shell into a script of its own`,
      ],
    ],
    [
      'quotes that all programs read alike, and a shell of its own',
      {
        config:
          "[profile a]\ncredential_process = \"/opt/a b\" 'c' x\n[profile b]\ncredential_process = sh -c 'a | b' x\n[profile c]\ngenerate_token = a | b\n[profile d]\ncredential_process = /bin/a~b \\| c:~\n",
      },
      [],
    ],
  ],
};
