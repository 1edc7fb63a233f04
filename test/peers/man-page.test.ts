/** The man page, read by the programs that show man pages. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { withShell } from './with-shell.ts';

const page = fileURLToPath(new URL('../../dist/man/swrole.1', import.meta.url));

withShell('mandoc', (path) => {
  test('mandoc finds no fault in the man page', async () => {
    const { exitCode, stdout } = await execa(path, ['-T', 'lint', page], { reject: false });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  });
});

withShell('groff', (path) => {
  test('groff finds no fault in the man page, and breaks no name', async () => {
    const args = ['-man', '-ww', '-rLL=60n', '-Tutf8', page];
    const { exitCode, stdout, stderr } = await execa(path, args, { reject: false });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toMatch(/\u2010$/m);
  });
});
