import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditor, developer, EXAMPLE_CREDENTIALS, member } from '../support/example-world.ts';
import { makeTempHome, type TempHome, writeAwsFiles } from '../support/temp-home.ts';
import { makeTokenCommand } from '../support/token-command.ts';
import { totp } from '../support/totp.ts';
import { type ConfigShape, configText } from './config-text.ts';
import { type Person, person } from './people.ts';

/** The home of a user with the profile `project-dev`. */
export interface Home extends TempHome {
  /** For children, whole. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where the code comes from. */
export type TokenKind =
  /** The role needs none. */
  | 'none'
  /** `printf` of the shell: no process but the shell itself. */
  | 'printf'
  /** A node that computes it, as in the demo. */
  | 'node';

async function tokenCommand(
  kind: TokenKind,
  home: TempHome,
  { mfa }: Person,
): Promise<string | undefined> {
  if (kind === 'none') return undefined;
  if (kind === 'printf') return `printf ${totp(mfa.secret, Date.now())}`;
  return (await makeTokenCommand(join(home.path, 'device'), mfa.secret)).command;
}

/** Homes without a cache, each of another user, against one STS. */
export class Homes {
  readonly #url: string;
  /** Compiled code of swrole, as earlier runs in the same home have left it. */
  readonly #code = mkdtempSync(join(tmpdir(), 'swrole-bench-code-'));
  readonly #homes: TempHome[] = [];

  /** @param url of the stand-in */
  constructor(url: string) {
    this.#url = url;
  }

  /** How many STS calls they make in all, each being used: one session each. */
  get callsDue(): number {
    return this.#homes.length;
  }

  /**
   * Makes the home of the next user. A printed code is the current one.
   *
   * @param profiles how many there are in the config file
   * @param shape how they lead to each other
   */
  async open(token: TokenKind, profiles = 2, shape: ConfigShape = 'roles'): Promise<Home> {
    const owner = person(this.#homes.length);
    const home = await makeTempHome();
    this.#homes.push(home);
    const generateToken = await tokenCommand(token, home, owner);
    const role = generateToken === undefined ? auditor : developer;
    await writeAwsFiles(home, {
      config: configText({ role, owner, generateToken, profiles, shape }),
      credentials: EXAMPLE_CREDENTIALS.replace(member.accessKeyId, owner.accessKeyId),
    });
    return { ...home, env: this.#environment(home) };
  }

  #environment({ path }: TempHome): Home['env'] {
    const node = { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: this.#code };
    return { ...node, HOME: path, AWS_ENDPOINT_URL_STS: this.#url };
  }

  async close(): Promise<void> {
    await Promise.all(this.#homes.map((home) => home.close()));
    rmSync(this.#code, { recursive: true });
  }
}
