/** The way back that `setup` names, in the shells of each platform. */
import { expect, test } from 'vitest';
import { doneLines } from '../../src/setup/report.ts';

const written = (file: string, backup: string | undefined) => ({
  app: 'app-dev',
  role: 'project-dev',
  file,
  backup,
});

test.each<[NodeJS.Platform, string, string | undefined, string]>([
  ['linux', '/home/ada/.aws/config', '/b', 'cp /b /home/ada/.aws/config'],
  ['darwin', "/a b/it's", undefined, "rm '/a b/it'\\''s'"],
  [
    'win32',
    'C:\\Users\\ada\\.aws\\config',
    'C:\\Users\\ada\\.aws\\config.swrole-backup',
    'copy C:\\Users\\ada\\.aws\\config.swrole-backup C:\\Users\\ada\\.aws\\config',
  ],
  ['win32', 'C:\\Users\\Ada L\\.aws\\config', undefined, 'del "C:\\Users\\Ada L\\.aws\\config"'],
])('on %s setup says how to undo its change: %s', (platform, file, backup, undo) => {
  expect(doneLines(written(file, backup), platform)).toEqual([
    'AWS_PROFILE=app-dev now stands for project-dev in every SDK',
    ['try it:', 'aws sts get-caller-identity --profile app-dev'],
    ['undo it:', undo],
  ]);
});
