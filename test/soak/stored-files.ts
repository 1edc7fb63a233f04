/** Lets time pass for what the program keeps: it believes the times in its files, so these are moved. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealedText } from '../../src/session/cached-session.ts';
import type { TempHome } from '../support/temp-home.ts';

type Fields = Readonly<Record<string, unknown>>;

function edit({ cacheDir }: TempHome, folder: string, change: (text: string) => string): void {
  const directory = join(cacheDir, folder);
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }
}

/** Every session has so many milliseconds left of its time, which stays as long as it was. */
export function leaveSessions(home: TempHome, milliseconds: number): void {
  edit(home, 'sessions', (text) => {
    const { digest: _old, ...session } = JSON.parse(text) as Fields;
    const lifetime = Number(session.expiration) - Number(session.issuedAt);
    const expiration = Date.now() + milliseconds;
    return sealedText({ ...session, issuedAt: expiration - lifetime, expiration });
  });
}

/** Every failure was so many milliseconds ago. */
export function failuresWere(home: TempHome, milliseconds: number): void {
  const at = Date.now() - milliseconds;
  const moved = (failure: Fields) => ({ ...failure, at });
  edit(home, 'outcomes', (text) => {
    const { failures, ...record } = JSON.parse(text) as Fields;
    return JSON.stringify(
      Array.isArray(failures) ? { ...record, failures: failures.map(moved) } : moved(record),
    );
  });
}
