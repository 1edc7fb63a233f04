/** The forms of `-f`, whom each is for and how it is used, as the help, the README and the man page give them. */
import type { Format } from '../../formats/names.ts';
import type { Page } from './page.ts';

/** One form. */
export interface FormatText {
  readonly for: string;
  /** The command line, or where it belongs. */
  readonly use: string;
}

/** By name, in the order of the documents. */
export const FORMAT_TEXTS: Readonly<Record<Format, FormatText>> = {
  sh: { for: 'sh, dash, bash, zsh, ksh', use: '`eval $(swrole project-dev)`' },
  fish: { for: 'fish', use: '`eval (swrole -f fish project-dev)`' },
  powershell: {
    for: 'PowerShell',
    use: '`swrole -f powershell project-dev | Out-String | Invoke-Expression`',
  },
  cmd: {
    for: 'cmd.exe',
    use: '`for /f "delims=" %i in (\'swrole -f cmd project-dev\') do @%i`',
  },
  nu: { for: 'Nushell', use: '`swrole -f nu project-dev | from json | load-env`' },
  dotenv: {
    for: '`docker run --env-file`',
    use: '`swrole -f dotenv project-dev > role.env`',
  },
  json: { for: '`credential_process`', use: 'the same as `-j`' },
};

const texts = Object.entries(FORMAT_TEXTS);

/** `swrole help formats`. */
export const formatsPage: Page = [
  {
    title: 'Formats',
    text: 'Where stdout is no terminal, `swrole PROFILE` prints statements for the `eval` of sh. `-o` does so on a terminal too, and `-f` gives another form:',
    rows: texts.map(([name, { for: whom }]) => [name, whom]),
  },
  {
    title: 'Use',
    lines: texts.filter(([name]) => name !== 'json').map(([, { use }]) => use.replaceAll('`', '')),
  },
  {
    text: "They set the credentials, the account, the profile and its region, and unset what would contradict these. `--region` sets another region than the profile's; `-j` has none and refuses it. The region that was set before swrole comes back with the next profile that has none, with `swr off` and after a failure. Without credentials they unset the old ones, and the evaluation fails.",
  },
];
