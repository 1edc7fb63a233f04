import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  codesPicker,
  commandProblem,
  commandQuestion,
  installedCodePrograms,
} from '../../src/setup/code-programs.ts';
import { styleOf } from '../../src/ui/format.ts';
import { makeTempHome } from '../support/temp-home.ts';
import { untilTestEnds } from '../support/until-test-ends.ts';

const PLAIN = styleOf({ isTerminal: false, columns: 80, write: async () => {} }, {});

let home: string;
beforeEach(async () => {
  home = untilTestEnds(await makeTempHome()).path;
});

/** Makes files, which are programs, and gives the machine that has the first folders on its PATH. */
function machine(files: readonly string[], env: Record<string, string> = {}) {
  for (const file of files) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), '', { mode: 0o755 });
  }
  return { env: { PATH: join(home, 'bin'), ...env }, home, platform: 'linux' as const };
}

/** The command line that the answer to a program's question gives. */
function lineFor(program: string, answer: string, files = [`bin/${program}`]): string | undefined {
  const programs = installedCodePrograms(machine(files));
  const question = commandQuestion({ name: program, also: '' }, programs, 'linux');
  return question?.line(answer).replaceAll(home, '~');
}

describe('the programs that give codes', () => {
  test.each([
    ['op', 'AWS', '~/bin/op item get AWS --otp'],
    ['op', 'My AWS', '~/bin/op item get "My AWS" --otp'],
    [
      'ykman',
      'Amazon Web Services',
      '~/bin/ykman oath accounts code --single "Amazon Web Services"',
    ],
    ['gopass', 'aws/mfa', '~/bin/gopass otp -o aws/mfa'],
    ['bw', 'AWS', '~/bin/bw get totp AWS'],
    ['rbw', 'AWS', '~/bin/rbw code AWS'],
    ['oathtool', '.aws/mfa-secret', '~/bin/oathtool --totp --base32 @.aws/mfa-secret'],
    ['oathtool', 'my secret', '~/bin/oathtool --totp --base32 "@my secret"'],
  ])('%s gives the code of %s', (program, item, line) => {
    expect(lineFor(program, item)).toBe(line);
  });

  const ENABLED = { PASSWORD_STORE_ENABLE_EXTENSIONS: 'true' };
  test.each<[string, string, Record<string, string>, boolean]>([
    ['beside pass', 'lib/password-store/extensions/otp.bash', {}, true],
    ['of the user', '.password-store/.extensions/otp.bash', ENABLED, true],
    ['of the user, which pass does not run', '.password-store/.extensions/otp.bash', {}, false],
    ['that is missing', 'other', ENABLED, false],
  ])('pass is offered with its extension only: %s', (_, extension, env, isOffered) => {
    const programs = installedCodePrograms(machine(['bin/pass', extension], env));
    expect(programs.map(({ program }) => program)).toEqual(isOffered ? ['pass'] : []);
    const question = commandQuestion({ name: 'pass', also: '' }, programs, 'linux');
    if (isOffered) expect(question?.line('aws')).toBe(`${home}/bin/pass otp aws`);
  });

  test('what is not a program, or not on the PATH, is not offered', () => {
    const here = machine(['elsewhere/op']);
    mkdirSync(join(home, 'bin', 'ykman'), { recursive: true });
    expect(installedCodePrograms(here)).toEqual([]);
  });

  test('the list begins with typing, and ends with another command', () => {
    const programs = installedCodePrograms(machine(['bin/op', 'bin/rbw']));
    const { lines, start } = codesPicker(programs);
    expect(lines(start, { columns: 80, rows: 24 }, PLAIN)).toEqual([
      'Codes: ',
      '> typed    you type the code when it is needed',
      '  op       1Password: op item get ITEM --otp',
      '  rbw      Bitwarden: rbw code ITEM',
      '  command  another command that prints it',
      'type to filter; Enter: take; Esc: leave',
    ]);
    expect(commandQuestion({ name: 'typed', also: '' }, programs, 'linux')).toBeUndefined();
    expect(commandQuestion({ name: 'command', also: '' }, programs, 'linux')?.line('x "y z"')).toBe(
      'x "y z"',
    );
  });

  test('an item that cannot be written as one word is asked for again', () => {
    const programs = installedCodePrograms(machine(['bin/op']));
    const { dialog } = commandQuestion({ name: 'op', also: '' }, programs, 'linux') ?? {};
    const typed = { text: 'a$b', problem: undefined };
    expect(dialog?.press(typed, '\r')).toEqual({
      text: 'a$b',
      problem:
        'a name with these characters cannot be written: choose "command" and quote it yourself',
    });
  });
});

test.each(['', ' x', 'x\ny', 'x #1', 'x ;y', '#x'])('the command %j cannot be written', (line) => {
  expect(commandProblem(line)).toBeDefined();
});

test.each(['x', 'op item get "A#B" --otp', 'sh -c "a; b"'])(
  'the command %j can be written',
  (line) => {
    expect(commandProblem(line)).toBeUndefined();
  },
);
