/** The table of all commands, from which parsing, help, completion and the man page are built; and the topics of the help. */

import { shownWords } from '../util/secret-text.ts';
import { didYouMean, nearestName } from '../util/text.ts';
import { UsageError } from './errors.ts';

/** Flags of single commands, by their names in `flags.ts`. */
export type CommandFlag =
  | 'json'
  | 'all'
  | 'details'
  | 'source'
  | 'service'
  | 'region'
  | 'destination'
  | 'print'
  | 'signOut'
  | 'force'
  | 'dryRun'
  | 'yes'
  | 'roleArn'
  | 'keys'
  | 'mfaSerial'
  | 'generateToken'
  | 'mfaSession'
  | 'code'
  | 'online'
  | 'as'
  | 'dotenv'
  | 'remove'
  | 'from'
  | 'stdin'
  | 'agreed'
  | 'server'
  | 'form'
  | 'confirmed'
  | 'segment';

/** One command. */
export interface CommandEntry {
  readonly aliases?: readonly string[];
  /** One line of help. */
  readonly summary: string;
  /** The operands as usage shows them: `PROFILE`, `[PROFILE]`, `APP ROLE`. */
  readonly operands: string;
  /** Whether it gets credentials, and so takes `-t`, `--duration` and the like. */
  readonly credentials: boolean;
  /** Whether it sets a region, and so takes `--region`, without running a command. */
  readonly region?: true;
  readonly flags: readonly CommandFlag[];
  /** Example command lines with their purpose. */
  readonly examples: readonly (readonly [line: string, purpose: string])[];
}

/** All commands by name, in the order of the help. */
export const COMMANDS = {
  exec: {
    summary: 'run a command in the role',
    operands: '[PROFILE] -- COMMAND...',
    credentials: true,
    flags: ['server', 'confirmed'],
    examples: [
      ['swrole exec project-dev -- aws s3 ls', 'one command in the role'],
      [
        'swrole exec --server project-dev -- npm run dev',
        'one that runs for longer than a session',
      ],
      ["swrole exec project-dev -- sh -c 'aws s3 ls | wc -l'", 'more than one'],
    ],
  },
  serve: {
    summary: 'run a local endpoint that renews the credentials',
    operands: 'PROFILE',
    credentials: true,
    flags: ['form'],
    examples: [
      ['swrole serve project-dev', 'the variables for another shell'],
      ['swrole serve -f json project-dev', 'the variables for a program'],
    ],
  },
  login: {
    summary: 'get credentials now and print when they expire',
    operands: '[PROFILE]',
    credentials: true,
    flags: [],
    examples: [
      ['swrole login project-dev', 'before the work begins'],
      ['swrole login project-dev --min-ttl 45m', 'at least 45 minutes without a question'],
      [
        'swrole login arn:aws:iam::222222222222:role/audit --source my-company',
        'a role that no profile has',
      ],
    ],
  },
  logout: {
    summary: 'delete cached sessions',
    operands: '[PROFILE]',
    credentials: false,
    flags: ['all', 'source'],
    examples: [
      ['swrole logout project-dev', 'the sessions of one profile'],
      ['swrole logout --all', 'everything'],
    ],
  },
  list: {
    aliases: ['ls'],
    summary: 'the profiles, and what each would do',
    operands: '[WORD...]',
    credentials: false,
    flags: ['json'],
    examples: [
      ['swrole list', 'all of them'],
      ['swrole list prod', 'those with prod in their name'],
      ['swrole list --json', 'for programs'],
    ],
  },
  status: {
    summary: 'what is cached, for whom, until when',
    operands: '[PROFILE]',
    credentials: false,
    flags: ['json', 'details', 'source'],
    examples: [
      ['swrole status', 'who you are, and for how long; without a role, all that is cached'],
      ['swrole status --all', 'everything of every profile'],
      ['swrole status project-dev', 'one profile, and the profiles before it'],
    ],
  },
  whoami: {
    summary: 'show which AWS identity the credentials belong to',
    operands: '[PROFILE]',
    credentials: true,
    flags: ['json'],
    examples: [['swrole whoami project-dev', 'the caller identity']],
  },
  console: {
    summary: 'open the web console in the role',
    operands: '[PROFILE]',
    credentials: true,
    flags: ['service', 'region', 'destination', 'print', 'signOut', 'confirmed'],
    examples: [
      ['swrole console project-dev --service s3', 'the console, at S3'],
      ['swrole console project-dev --sign-out', 'instead of the session that the browser has'],
      ['swrole console project-dev --print', 'the URL, for another browser'],
    ],
  },
  setup: {
    summary: 'add a role, or a profile for SDKs, to the config file',
    operands: '[APP ROLE]',
    credentials: false,
    flags: [
      'roleArn',
      'keys',
      'mfaSerial',
      'generateToken',
      'mfaSession',
      'code',
      'yes',
      'dryRun',
      'force',
    ],
    examples: [
      ['swrole setup', 'asks for a role: the next step after aws configure'],
      ['swrole setup --role-arn ARN --yes', 'the same, without questions'],
      ['swrole setup app-dev project-dev --dry-run', 'what would change'],
      ['swrole setup app-dev project-dev', 'AWS_PROFILE=app-dev works from then on'],
    ],
  },
  write: {
    summary: 'temporary keys into a file, for tools that only read files',
    operands: 'PROFILE',
    credentials: true,
    region: true,
    flags: ['as', 'dotenv', 'remove'],
    examples: [
      ['swrole write project-dev', 'AWS_PROFILE=project-dev-keys works until they expire'],
      ['swrole write project-dev --as default', 'for tools that know no profiles'],
      ['swrole write project-dev --dotenv role.env', 'for docker run and Compose'],
      ['swrole write --remove project-dev-keys', 'take them away'],
    ],
  },
  keys: {
    summary: "an IAM user's long-term keys in the keychain, off the disk",
    operands: 'add|list|rotate|remove|print [NAME]',
    credentials: false,
    flags: ['from', 'stdin', 'agreed', 'dryRun', 'force', 'json'],
    examples: [
      ['swrole keys add my-company --from my-company', 'from the credentials file to the keychain'],
      ['swrole keys add my-company', 'asks for the key; the profile my-company then gives it'],
      ['swrole keys list', 'the names, users and ages'],
      ['swrole keys rotate my-company', 'a new key in the place of the old one'],
      ['swrole keys remove my-company', 'take it out of the keychain'],
    ],
  },
  doctor: {
    summary: 'find what is wrong or will go wrong',
    operands: '[PROFILE]',
    credentials: false,
    flags: ['json', 'online'],
    examples: [
      ['swrole doctor', 'all files and profiles'],
      ['swrole doctor project-dev --online', "one profile, and this machine's clock"],
    ],
  },
  init: {
    summary: 'integration of a shell: switching, completion, prompt',
    operands: 'bash|zsh|fish|powershell',
    credentials: false,
    flags: ['segment'],
    examples: [
      ['eval "$(swrole init bash)"', 'a line of ~/.bashrc'],
      ['eval "$(swrole init bash --prompt)"', 'the same, and the role in the prompt'],
      ['eval "$(swrole init zsh)"', 'a line of ~/.zshrc'],
      ['swrole init fish | source', 'a line of ~/.config/fish/config.fish'],
      ['Invoke-Expression (& swrole init powershell | Out-String)', 'a line of $PROFILE'],
    ],
  },
  version: {
    summary: 'the version',
    operands: '',
    credentials: false,
    flags: [],
    examples: [['swrole version', 'the same as swrole --version']],
  },
  help: {
    summary: 'this help, or more on a command or a topic',
    operands: '[COMMAND | TOPIC]',
    credentials: false,
    flags: [],
    examples: [
      ['swrole help exec', 'how a command is used'],
      ['swrole help config', 'the keys of a profile'],
    ],
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;

/** The name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** The command with this name or alias. */
export function commandNamed(word: string): CommandName | undefined {
  const entries = Object.entries<CommandEntry>(COMMANDS);
  const found = entries.find(([name, { aliases }]) => name === word || aliases?.includes(word));
  return found?.[0] as CommandName | undefined;
}

/** The command with the most similar name, if one is similar enough. */
export function suggestCommand(word: string): CommandName | undefined {
  return nearestName(word, Object.keys(COMMANDS)) as CommandName | undefined;
}

// The help topics, and which help page `swrole help WORD` shows.

/** The help topics besides the commands, with one line each. The pages are loaded on demand. */
export const TOPICS = {
  config: 'the keys of a profile',
  environment: 'the variables',
  'exit-codes': 'the exit codes',
  flags: 'all flags',
  formats: 'the forms of other shells',
} as const;

/** The name of a topic. */
export type TopicName = keyof typeof TOPICS;

/** The topic names in the order of the help. */
export const TOPIC_NAMES = Object.keys(TOPICS) as readonly TopicName[];

/** The subject of a help page. */
export type HelpSubject =
  | { readonly kind: 'overview' }
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'command'; readonly name: CommandName }
  | { readonly kind: 'topic'; readonly name: TopicName };

/**
 * The subject of `help WORD`. The word may be an alias of a command.
 *
 * @throws UsageError for an unknown word, or for more than one word
 */
export function parseHelpSubject([word, ...rest]: readonly string[]): HelpSubject {
  if (rest[0] !== undefined)
    throw new UsageError(`help on one thing at a time: ${shownWords(rest[0])} is one too many`);
  if (word === undefined) return { kind: 'overview' };
  const command = commandNamed(word);
  if (command !== undefined) return { kind: 'command', name: command };
  const topic = TOPIC_NAMES.find((name) => name === word);
  if (topic !== undefined) return { kind: 'topic', name: topic };
  throw new UsageError(`there is no help on ${shownWords(word)}`, unknownHint(word));
}

function unknownHint(word: string): string {
  const list = `there is help on every command, and on ${TOPIC_NAMES.join(', ')}`;
  return didYouMean(word, [...Object.keys(COMMANDS), ...TOPIC_NAMES], list);
}
