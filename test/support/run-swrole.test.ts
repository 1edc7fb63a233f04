import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunOptions, runSwrole, startSwrole } from './run-swrole.ts';
import { makeTempHome } from './temp-home.ts';
import { untilTestEnds } from './until-test-ends.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

async function scriptOf(source: string): Promise<RunOptions> {
  const home = untilTestEnds(await makeTempHome());
  const program = join(home.path, 'program.cjs');
  await writeFile(program, source);
  return { env: {}, program, cwd: home.path };
}

test('the result has arguments, environment, folder and output', async () => {
  const options = await scriptOf(`
    process.stdout.write(JSON.stringify([process.argv.slice(2), process.env.ONLY, process.env.PATH ?? null]));
    process.stderr.write(process.cwd());
    process.exitCode = 3;`);
  const env = { ONLY: 'this' };
  expect(await runSwrole(['-j', 'a b'], { ...options, env })).toEqual({
    exitCode: 3,
    signal: null,
    stdout: '[["-j","a b"],"this",null]',
    stderr: options.cwd,
  });
});

test('stdin never ends by itself', async () => {
  const options = await scriptOf(`
    process.stdin.on('end', () => process.stdout.write('ended')).resume();
    process.stdout.write('reading');`);
  const { child, result } = startSwrole([], options);
  await once(child.stdout, 'data');
  expect(child.exitCode).toBe(null);
  child.stdin.end();
  expect((await result).stdout).toBe('readingended');
});

test('stdin delivers the given input, and ends', async () => {
  const options = await scriptOf('process.stdin.pipe(process.stdout);');
  expect((await runSwrole([], { ...options, input: '123456\n' })).stdout).toBe('123456\n');
});

test('input for a program that ends without reading it is no error', async () => {
  const options = await scriptOf('');
  expect((await runSwrole([], { ...options, input: 'x'.repeat(1e6) })).exitCode).toBe(0);
});

test('a started program can be killed', async () => {
  const { child, result } = startSwrole([], await scriptOf('process.stdin.resume();'));
  child.kill('SIGTERM');
  expect(await result).toEqual({ exitCode: null, signal: 'SIGTERM', stdout: '', stderr: '' });
});

test('a program that does not end is killed', async () => {
  const options = { ...(await scriptOf('process.stdin.resume();')), timeoutMs: 100 };
  const { child, result } = startSwrole([], options);
  await expect(result).rejects.toThrow(new Error('not finished after 100 ms'));
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
});

test('a pipe that a child of the program keeps open counts as not ended', async () => {
  const grandchild = "require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' })";
  const options = await scriptOf(
    `process.stdout.write(String(${grandchild}.pid)); process.exit();`,
  );
  const env = { PATH: process.env.PATH ?? '' };
  const { child, result } = startSwrole([], { ...options, env, timeoutMs: 2000 });
  const [pid] = (await once(child.stdout, 'data')) as [string];
  await expect(result).rejects.toThrow(new Error('not finished after 2000 ms'));
  process.kill(Number(pid));
});

test.each(['stdout', 'stderr'])('a secret on %s fails the test', async (stream) => {
  const options = await scriptOf(`process.${stream}.write('a ${SECRET} b');`);
  const secrets = [SECRET];
  const leak = new Error(`a secret leaked to ${stream}`);
  await expect(runSwrole([], { ...options, secrets })).rejects.toThrow(leak);
  expect(await runSwrole([], options)).toHaveProperty(stream, `a ${SECRET} b`);
});

test('a secret encoded in a URL fails the test', async () => {
  const options = await scriptOf(`process.stderr.write('${encodeURIComponent(SECRET)}');`);
  const run = runSwrole([], { ...options, secrets: [SECRET] });
  await expect(run).rejects.toThrow(new Error('a secret leaked to stderr'));
});

test('secrets may be on stdout where credentials are expected, but not on stderr', async () => {
  const wanted = { secrets: [SECRET], credentialsOnStdout: true };
  const good = await scriptOf(`process.stdout.write('${SECRET}');`);
  expect((await runSwrole([], { ...good, ...wanted })).stdout).toBe(SECRET);
  const bad = await scriptOf(`process.stderr.write('${SECRET}');`);
  const leak = new Error('a secret leaked to stderr');
  await expect(runSwrole([], { ...bad, ...wanted })).rejects.toThrow(leak);
});

test('a secret that becomes known while the program runs fails the test', async () => {
  const options = await scriptOf(`process.stdin.resume(); process.stdout.write('${SECRET}');`);
  const secrets: string[] = [];
  const { child, result } = startSwrole([], { ...options, secrets });
  secrets.push(SECRET);
  child.stdin.end();
  await expect(result).rejects.toThrow(new Error('a secret leaked to stdout'));
});
