/** The files as texts: what one reader reads in another way than the next. */
import { mkdir } from 'node:fs/promises';
import type { CasesOf } from './case.ts';
import { USER } from './lines.ts';

export const textsCases: CasesOf<
  | 'file-warning'
  | 'byte-order-mark'
  | 'indented-line'
  | 'colon'
  | 'key-case'
  | 'quoted-name'
  | 'continued-value'
> = {
  'file-warning': [
    [
      'a directory that Docker has made of a file',
      { prepare: async (home) => void (await mkdir(home.credentialsFile)) },
      [
        'warning credentials: credentials is a directory, so there are no credentials in it | fix: remove the directory, and mount a file that exists',
      ],
    ],
    [
      'repeated keys and sections',
      { config: '[profile a]\nregion = x\nregion = y\n[profile a]\noutput = json\n' },
      [
        "error config:3: region of profile 'a' is there twice (config:2) | fix: remove one of the two lines",
        "error config:4: profile 'a' is there twice (config:1) | fix: move these lines up to line 1",
      ],
    ],
    [
      'comments, quotes, and text after a header',
      { config: '[profile a] b\nregion = x # y\noutput = "json"\n' },
      [
        "warning config:1: the text after the ']' of profile 'a' is ignored | fix: remove the text after the ']'",
        'warning config:2: region ends at the comment | fix: write the comment on a line of its own',
        'warning config:3: the quotes are part of output | fix: write output without quotes',
      ],
    ],
    [
      'lines and sections that are not read',
      {
        config: 'region = x\n[a]\n[profile b\n[profile c,d]\n[plugins]\n[profile e]\nflag\n',
        credentials: '[profile f]\n',
      },
      [
        'error config:1: the line is ignored: it stands before any section | fix: write KEY = VALUE, or make the line a comment with a # before it',
        "warning config:2: section 'a' is ignored: in the config file a profile is written [profile NAME] | write: [profile a]",
        "error config:3: section 'b' is ignored: it has no ']' | write: [profile b]",
        'warning config:4: section \'c,d\' is ignored: its name is empty or has characters that AWS does not allow | fix: write [profile "c,d"], or use letters, digits and _-./%@:+ for the name, which every SDK reads',
        'error config:7: the line is ignored: it has no = | fix: write KEY = VALUE, or make the line a comment with a # before it',
        "warning credentials:1: section 'f' is ignored: in the credentials file a profile is written [NAME] | write: [f]",
      ],
    ],
    [
      'names that need quotes, or cannot stand in them',
      {
        config:
          "[profile \"it's\"]\n[profile a\tb]\n[profile it's]\n[profile a]b]\n[profile a] [b]\n[profile 'c\"d']\n",
        credentials: '[c,d]\n[e\n[e"]\n',
      },
      [
        "warning config:1: section '\"it's\"' is ignored: its name is empty or has characters that AWS does not allow | fix: use letters, digits and _-./%@:+ for the name",
        "warning config:2: section 'a\tb' is ignored: its name is empty or has characters that AWS does not allow | fix: use letters, digits and _-./%@:+ for the name",
        "error config:3: section 'it's]' is ignored: it has no ']' outside of quotes | fix: use letters, digits and _-./%@:+ for the name",
        "warning config:4: the text after the ']' of profile 'a' is ignored | fix: write [profile \"a]b\"], or use letters, digits and _-./%@:+ for the name, which every SDK reads",
        "warning config:5: the text after the ']' of profile 'a' is ignored | fix: remove the text after the ']'",
        "error config:5: profile 'a' is there twice (config:4) | fix: move these lines up to line 4",
        "warning config:6: section ''c\"d'' is ignored: its name is empty or has characters that AWS does not allow | fix: use letters, digits and _-./%@:+ for the name",
        'warning credentials:1: section \'c,d\' is ignored: its name is empty or has characters that AWS does not allow | fix: write ["c,d"], or use letters, digits and _-./%@:+ for the name, which every SDK reads',
        "error credentials:2: section 'e' is ignored: it has no ']' | write: [e]",
        "error credentials:3: section 'e\"]' is ignored: it has no ']' outside of quotes | fix: use letters, digits and _-./%@:+ for the name",
      ],
    ],
    [
      'two defaults',
      { config: '[default]\n[profile default]\n' },
      [
        'warning config:1: [default] is not read, because there is [profile default] (config:2) | fix: keep one of the two sections',
      ],
    ],
    [
      'other profiles than the requested one',
      { profile: 'user', config: `${USER}[profile a]\nregion = x # y\n` },
      [],
    ],
    [
      'a plain file',
      {
        config:
          '# all\n[profile a]\nregion = x#y\n\n[services s]\nsts =\n  endpoint_url = https://x.test\n',
      },
      [],
    ],
  ],
  'byte-order-mark': [
    [
      'a mark',
      { config: `\uFEFF${USER}` },
      [
        'error config:1: the file begins with a byte order mark | fix: save the file as UTF-8 without byte order mark',
      ],
    ],
    ['no mark', { config: USER }, []],
  ],
  'indented-line': [
    [
      'a header and a first line, once each',
      { config: ' [profile a]\n  region = x\n [profile b]\n  region = x\n' },
      [
        'warning config:1: a section header is indented | fix: remove the white space at the beginning of these lines',
        'warning config:2: the first line of a section is indented | fix: remove the white space at the beginning of these lines',
      ],
    ],
    ['sub-properties', { config: '[profile a]\ns3 =\n  region = x\n' }, []],
  ],
  colon: [
    [
      'a colon',
      { config: '[profile a]\nRegion : x\nAKIAIOSFODNN7EXAMPLE:secret\n' },
      [
        'error config:2: region stands before a colon, not an equals sign | write: region = VALUE',
        'error config:3: a key stands before a colon, not an equals sign | write: KEY = VALUE',
      ],
    ],
    [
      'a colon in a value, and in its second line',
      { config: '[profile a]\nendpoint_url = https://x.test:1\nsession_tags = a=b\n  x:y\n' },
      [],
    ],
  ],
  'key-case': [
    [
      'capital letters',
      { config: '[profile a]\nRegion = x\n' },
      ['warning config:2: the key Region has capital letters | write: region = VALUE'],
    ],
    [
      'capital letters of an unknown key, and in an unused section',
      { config: '[profile a]\nOwner = ADA\nregion = X\n[plugins]\nRegion = x\n' },
      [],
    ],
  ],
  'quoted-name': [
    [
      'quotes with and without need',
      { config: `[profile "a b"]\n[sso-session 'c']\n`, credentials: '[a b]\n' },
      [
        "note config:1: the name of profile 'a b' stands in quotes | fix: give it a name without spaces and quotes",
        "note config:2: the name of sso-session 'c' stands in quotes | fix: give it a name without spaces and quotes",
      ],
    ],
    ['quotes around other texts', { config: '[profile a] # "b"\noutput = "json"\n' }, []],
  ],
  'continued-value': [
    [
      'a command over two lines',
      { config: '[profile a]\ncredential_process = /bin/cat\n  secret\n' },
      [
        "warning config:2: credential_process of profile 'a' goes on on the next line, which is indented | fix: write the value on one line, and other keys without white space before them",
      ],
    ],
    [
      'a key that is indented under another one',
      { config: '[profile a]\noutput = json\n  region = x\n' },
      [
        "warning config:2: output of profile 'a' goes on on the next line, which is indented | fix: write the value on one line, and other keys without white space before them",
      ],
    ],
    [
      'one line, lists that only swrole reads, and unused values',
      {
        config:
          '[profile a]\ncredential_process = /bin/cat secret\nsession_tags = a=b\n  c=d\nmy_note = x\n  y\ns3 =\n  region = x\n',
      },
      [],
    ],
  ],
};
