import { expect, test } from 'vitest';
import { openPty, type Pty } from './pty.ts';
import { untilTestEnds } from './until-test-ends.ts';

function sh(script: string): Pty {
  const { PATH } = process.env;
  return untilTestEnds(openPty({ command: 'sh', args: ['-c', script], env: { PATH } }));
}

test('the program has a controlling terminal, and tests can wait for its texts one after the other', async () => {
  const pty = sh(
    'printf "\\033[31mCode:\\033[0m "; read code </dev/tty; echo "got $code, Code: done"',
  );
  expect(await pty.waitFor('Code: ')).toBe('Code: ');
  pty.write('123456\r');
  expect(await pty.waitFor(/Code: d.../)).toBe('123456\ngot 123456, Code: done');
  expect(await pty.exit).toEqual({ exitCode: 0 });
  expect(pty.raw()).toMatch(/^\x1b\[31mCode:\x1b\[0m /);
});

test('exit codes and signals are distinct', async () => {
  expect(await sh('exit 7').exit).toEqual({ exitCode: 7 });
  expect(await sh('kill -TERM $$').exit).toEqual({ signal: 'SIGTERM' });
});

test('a wait for a text that never comes fails, and shows the output', async () => {
  await expect(sh('echo something else').waitFor('Code')).rejects.toThrow(
    'the program ended before Code: "something else\\n"',
  );
  await expect(sh('echo here; read x').waitFor('Code', 200)).rejects.toThrow(
    '200 ms passed before Code',
  );
});
