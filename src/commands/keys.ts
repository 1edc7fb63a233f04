/**
 * `swrole keys`: an IAM user's long-term keys in the keychain. `add`, `rotate` and `remove` change them, `list` shows what is known of
 * them without the keychain, and `print` is what the `credential_process` of a source profile runs.
 */

import { type Context, type InterruptibleContext, interruptible } from '../cli/context.ts';
import { CommandError, UsageError } from '../cli/errors.ts';
import type { KeysInvocation } from '../cli/invocation.ts';
import { callerOptions, iamEndpoint } from '../config/chain-queries.ts';
import { type ConfigTexts, parseConfigFiles, readTextFile } from '../config/files.ts';
import { ConfigEditError } from '../config-edit/errors.ts';
import { Credentials } from '../credentials.ts';
import { version1Document } from '../formats/document.ts';
import { describeConfigEditError, describeKeysError } from '../messages/config-edit.ts';
import { describeKeychainError } from '../messages/files.ts';
import type { ExitStatus } from '../process/exec.ts';
import {
  confirmChange,
  keysToAdd,
  planFiles,
  planLineRemoval,
  removeLine,
  showFiles,
  textsWith,
  writeFiles,
} from '../setup/key-files.ts';
import { launcherFor, stableProgram } from '../setup/launcher.ts';
import { assertCanConfirm } from '../setup/names.ts';
import { log, showEdits } from '../setup/report.ts';
import { type RotationDeps, rotateKeys, userNameOf } from '../setup/rotate-keys.ts';
import {
  type AccessKey,
  KeysError,
  readKeys,
  readRecords,
  recordFacts,
  removeKeys,
  removeRecord,
  unknownName,
  withKeysLock,
  writeKeys,
  writeRecord,
} from '../storage/access-keys.ts';
import { KeychainError, openKeychain } from '../storage/keychain.ts';
import { listAccessKeys } from '../sts/iam-user.ts';
import { jsonText, styleOf } from '../ui/format.ts';
import { tableText } from '../ui/table.ts';
import { accountOfArn } from '../util/aws-limits.ts';
import { stopSignal } from '../util/errors.ts';
import { shortId } from '../util/text.ts';

/** @throws CommandError, ConfigError, InterruptedError, StsError, UsageError */
export async function runKeys(invocation: KeysInvocation, context: Context): Promise<ExitStatus> {
  try {
    await ACTIONS[invocation.action](invocation, context);
    return { exitCode: 0 };
  } catch (error) {
    throw described(error, context);
  }
}

function described(error: unknown, { system }: Context): unknown {
  if (error instanceof ConfigEditError) return new CommandError(describeConfigEditError(error));
  if (error instanceof KeysError) return new CommandError(describeKeysError(error));
  return error instanceof KeychainError
    ? new CommandError(describeKeychainError(error.details, system.platform))
    : error;
}

const ACTIONS: Readonly<
  Record<KeysInvocation['action'], (invocation: KeysInvocation, context: Context) => Promise<void>>
> = { add, list, rotate, remove, print };

// print: the document of a `credential_process`, for SDKs.

async function print({ name }: KeysInvocation, { system, cache }: Context): Promise<void> {
  if (system.stdout.isTerminal)
    throw new UsageError(
      'keys print gives the secret of a long-term key to SDKs, and not to a terminal',
      `swrole keys list shows what there is; credential_process runs swrole keys print ${name}`,
    );
  const entry = await readKeys(openKeychain(system), name);
  if (entry === undefined) throw unknownName(name, cache);
  const { accessKeyId, secretAccessKey } = entry;
  const userArn = readRecords(cache).find((record) => record.name === name)?.userArn;
  const keys = new Credentials({ accessKeyId, secretAccessKey });
  await system.stdout.write(version1Document(keys, userArn && accountOfArn(userArn)));
}

// list: from the records, which have no secret.

const DAY = 24 * 60 * 60;

async function list({ json }: KeysInvocation, context: Context): Promise<void> {
  const { system, cache } = context;
  const records = readRecords(cache);
  const { stdout, env, now } = system;
  if (json) return stdout.write(jsonText({ keys: records.map(recordFacts) }));
  if (records.length === 0)
    return log('no keys in the keychain; swrole keys add NAME puts some there', context);
  const rows = records.map((record) => {
    const { name, userArn, accessKeyId, createdAt, addedAt, isRotating } = record;
    const days = Math.floor((now() - (createdAt ?? addedAt)) / (DAY * 1000));
    const age = `${createdAt === undefined ? 'at least ' : ''}${days} ${days === 1 ? 'day' : 'days'}`;
    const user = `${userNameOf(userArn)} in ${accountOfArn(userArn)}`;
    const state = isRotating ? 'rotation not finished' : '';
    return { cells: [name, user, shortId(accessKeyId), age, state].map((text) => ({ text })) };
  });
  const titles = ['NAME', 'USER', 'KEY ID', 'AGE', 'STATE'];
  const table = { titles, drops: ['KEY ID', 'USER'], rows };
  await stdout.write(tableText(table, stdout, styleOf(stdout, env)));
}

// add.

async function add(invocation: KeysInvocation, context: Context): Promise<void> {
  const { name, from, yes, dryRun } = invocation;
  const { system, cache } = context;
  const stable = stableProgram(system.program);
  const program = { ...stable, launcher: launcherFor(stable, dryRun, context) };
  const plan = () => planFiles(invocation, program, context);
  // Errors of the files and of the keychain are reported before a question.
  const planned = plan();
  if (dryRun) return showFiles(planned, context);
  if (!yes) await assertCanConfirm(context);
  const keychain = openKeychain(system);
  const there = await readKeys(keychain, name);
  const keys = await keysToAdd(invocation, context);
  if (there !== undefined && there.accessKeyId !== keys.accessKeyId)
    throw new KeysError({ kind: 'taken', keys: name, accessKeyId: there.accessKeyId });
  const { userArn, createdAt } = await proved(keys, name, planned.texts, context);
  await log(
    `access key ${shortId(keys.accessKeyId)} of user ${userNameOf(userArn)} in ${accountOfArn(userArn)} works`,
    context,
  );
  if (!yes) {
    await showFiles(planned, context, system.stderr);
    await confirmChange('keep the key in the keychain, and change the files', context);
  }
  await withKeysLock(context, async () => {
    if (there === undefined) await writeKeys(keychain, name, keys);
    const { accessKeyId } = keys;
    writeRecord(cache, { name, accessKeyId, userArn, createdAt, addedAt: system.now() });
    const lines = await writeFiles(plan, keys, context);
    if (yes) await showFiles(planned, context);
    await log(`the keychain has the key; profile '${name}' gives it to SDKs`, context);
    for (const line of lines) await log(line, context);
    if (from !== undefined && from !== name)
      await log(
        `profile '${from}' has no keys now: give its users source_profile = ${name}`,
        context,
      );
  });
}

/** AWS says whose the keys are, and how old, if it may. @throws StsError, KeysError `no-user` */
async function proved(keys: AccessKey, name: string, texts: ConfigTexts, context: Context) {
  return interruptible(context.system, async (interrupted) => {
    const calls = callsFor(name, texts, { ...context, interrupted });
    const { arn, clockOffset = 0 } = await calls.identify(keys);
    if (!/^arn:[^:]+:iam::\d{12}:user\//.test(arn)) throw new KeysError({ kind: 'no-user', arn });
    const answer = await listAccessKeys(calls.iam(keys, clockOffset));
    const known = 'keys' in answer ? answer.keys : [];
    const own = known.find(({ accessKeyId }) => accessKeyId === keys.accessKeyId);
    return { userArn: arn, createdAt: own?.createdAt };
  });
}

/** Milliseconds for one call. Not those of a whole run: a user answers questions, and a rotation waits for AWS. */
const CALL_LIMIT = 20_000;

/** The calls of AWS with the settings of a profile, whether it names the keys already or not. */
function callsFor(
  name: string,
  texts: ConfigTexts,
  context: InterruptibleContext,
): Pick<RotationDeps, 'identify' | 'iam'> {
  const { system, loadSts, interrupted, debug, showProgress } = context;
  const files = parseConfigFiles(texts);
  const planEnv = { ...system, readText: readTextFile };
  const { partition, endpoint, transport } = callerOptions(files, name, planEnv);
  const iam = iamEndpoint(files, name, partition, planEnv) ?? endpoint;
  return {
    identify: async (keys) => {
      const sts = await loadSts();
      const source = new Credentials(keys);
      const call = { profile: name, endpoint, transport, source, tokenCode: undefined };
      return sts.getCallerIdentity({ ...call, timeLimit: CALL_LIMIT, interrupted });
    },
    iam: (keys, clockOffset) => ({
      ...{ env: system.env, partition, endpoint: iam, transport, debug, showProgress },
      source: new Credentials(keys),
      now: system.now() + clockOffset,
      stop: stopSignal(CALL_LIMIT, interrupted),
    }),
  };
}

// rotate.

async function rotate({ name }: KeysInvocation, context: Context): Promise<void> {
  const { system, cache } = context;
  const keychain = openKeychain(system);
  if ((await readKeys(keychain, name)) === undefined) throw unknownName(name, cache);
  await withKeysLock(context, () =>
    interruptible(system, async (interrupted) => {
      const record = readRecords(cache).find((each) => each.name === name);
      const mark = (isRotating: boolean) => record && writeRecord(cache, { ...record, isRotating });
      mark(true);
      const calls = callsFor(name, textsWith(name, context), { ...context, interrupted });
      const deps = {
        ...calls,
        keychain,
        now: system.now,
        sleep: (milliseconds: number) => system.sleep(milliseconds, interrupted),
        log: (line: string) => log(line, context),
      };
      const rotated = await rotateKeys(name, deps).catch(async (error) => {
        const entry = await readKeys(keychain, name).catch(() => undefined);
        if (entry) mark(Boolean(entry.next ?? entry.old ?? entry.creatingSince));
        throw error;
      });
      const { keys, userArn, createdAt, wasBegun } = rotated;
      const addedAt = system.now();
      writeRecord(cache, { name, accessKeyId: keys.accessKeyId, userArn, createdAt, addedAt });
      await log(
        `${name}: ${wasBegun ? 'the rotation that had begun is finished' : 'rotated'}; programs that were given the old key need a new start`,
        context,
      );
    }),
  );
}

// remove.

async function remove({ name, yes, dryRun }: KeysInvocation, context: Context): Promise<void> {
  const { system, cache } = context;
  if (!yes && !dryRun) await assertCanConfirm(context);
  const keychain = openKeychain(system);
  const entry = dryRun ? undefined : await readKeys(keychain, name);
  const isKnown = readRecords(cache).some((record) => record.name === name);
  const planned = planLineRemoval(name, context);
  if (entry === undefined && !isKnown && planned.edits.length === 0) throw unknownName(name, cache);
  if (dryRun) return showEdits(planned, context);
  if (!yes) {
    await showEdits(planned, context, system.stderr);
    await confirmChange('take the key out of the keychain: this may be its only copy', context);
  }
  await withKeysLock(context, async () => {
    const undo = await removeLine(name, context);
    if (undo !== undefined) {
      if (yes) await showEdits(planned, context);
      await log(undo, context);
    }
    await removeKeys(keychain, name);
    removeRecord(cache, name);
  });
  const which =
    entry === undefined
      ? ''
      : `; access key ${shortId(entry.accessKeyId)} still works at AWS: delete it in the IAM console if nothing else uses it`;
  await log(`${name}: removed from the keychain${which}`, context);
}
