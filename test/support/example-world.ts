import { join } from 'node:path';
import { commandLine } from './command-line.ts';
import {
  auditor,
  deployer,
  developer,
  EXAMPLE_CREDENTIALS,
  exampleConfig,
  member,
} from './example-data.ts';
import { guardSecrets, misplacedSecrets } from './leaks.ts';
import { SHARED_COMPILE_CACHE, SWROLE_PROGRAM } from './run-swrole.ts';
import { type StsStandIn, type StsStandInOptions, startStsStandIn } from './sts-stand-in/server.ts';
import { makeTempHome, type TempHome, writeAwsFiles } from './temp-home.ts';
import { makeTokenCommand } from './token-command.ts';

export * from './example-data.ts';

/** How an example differs from the standard one. */
export interface ExampleOptions extends Partial<StsStandInOptions> {
  /** `false` leaves out the `generate_token` of `project-dev`, so that a code must come from elsewhere. */
  readonly generateToken?: boolean;
  /** Text to add at the end of the config file. */
  readonly extraConfig?: string;
  /** Text to add at the end of the credentials file. */
  readonly extraCredentials?: string;
  /** `true` where a secret is the name of a profile: stored failures and the mark against recursion have the name. */
  readonly hasSecretNames?: boolean;
}

/** The standard example, running. Tests give it to `untilTestEnds`. */
export interface Example {
  readonly home: TempHome;
  readonly standIn: StsStandIn;
  /** The whole environment for child processes: nothing else is inherited, least of all `AWS_…` or `SWROLE_…`. */
  readonly env: Readonly<Record<string, string>>;
  /** How often the `generate_token` of `project-dev` ran. */
  tokenRuns(): Promise<number>;
  /** Ends the stand-in and removes the home. Rejects if a secret is in a file of the home where none may be. */
  close(): Promise<void>;
}

function environment(home: TempHome, standIn: StsStandIn): Record<string, string> {
  const path = process.env.PATH ?? '';
  // Locks and used codes of a test whose cache cannot be used are its own, too.
  const own = {
    HOME: home.path,
    XDG_RUNTIME_DIR: home.path,
    NODE_COMPILE_CACHE: SHARED_COMPILE_CACHE,
  };
  return { ...own, PATH: path, AWS_ENDPOINT_URL_STS: standIn.url };
}

async function startStandIn(options: Partial<StsStandInOptions>): Promise<StsStandIn> {
  return startStsStandIn({ users: [member], roles: [developer, auditor, deployer], ...options });
}

/** Starts the example world: a stand-in of STS that knows it, and a home with its two files. */
export async function startExample(options: ExampleOptions = {}): Promise<Example> {
  const {
    generateToken = true,
    extraConfig = '',
    extraCredentials = '',
    hasSecretNames = false,
    ...standInOptions
  } = options;
  const standIn = await startStandIn(standInOptions);
  const home = await makeTempHome();
  const token = await makeTokenCommand(join(home.path, 'generate-token'), member.mfa.secret);
  const config = exampleConfig({
    generateToken: generateToken ? token.command : undefined,
    credentialProcess: commandLine([process.execPath, SWROLE_PROGRAM, '-j', 'project-dev']),
  });
  await writeAwsFiles(home, {
    config: config + extraConfig,
    credentials: EXAMPLE_CREDENTIALS + extraCredentials,
  });
  const guarded = hasSecretNames ? [] : standIn.secrets;
  const forget = guardSecrets(home.path, guarded);
  return {
    home,
    standIn,
    env: environment(home, standIn),
    tokenRuns: token.runs,
    close: async () => {
      const misplaced = misplacedSecrets(home.path, guarded);
      forget();
      await Promise.all([standIn.close(), home.close()]);
      if (misplaced.length > 0) throw new Error(`a secret leaked: ${misplaced.join(', ')}`);
    },
  };
}
