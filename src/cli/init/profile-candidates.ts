import { listProfiles } from '../../config/files.ts';
import { roleKeys } from '../../config/keys.ts';
import { loadConfigFiles } from '../../config/read-config-files.ts';
import type { Environment } from '../../fast-path/paths.ts';
import { safeText } from '../../util/text.ts';
import type { Candidate } from '../../completion/candidates.ts';

/** Too short for a key, and nothing that a terminal would obey: most names, which spares the Tab key the search. */
function isPlain(text: string): boolean {
  return text.length < 16 && /^[\w./@:+-]*$/.test(text);
}

/**
 * The profiles with the role of each; none where the files cannot be read, because whoever presses Tab can read no
 * error. A name that a terminal would obey is left out: it must not get there unescaped, and cannot be typed anyway.
 */
export function profileCandidates(env: Environment, home: string): readonly Candidate[] {
  try {
    const files = loadConfigFiles({ env, home });
    const names = listProfiles(files).filter((name) => isPlain(name) || safeText(name) === name);
    return names.map((name) => {
      const role = files.profiles.get(name)?.settings.get(roleKeys.roleArn)?.value ?? '';
      return [name, isPlain(role) ? role : safeText(role)];
    });
  } catch {
    return [];
  }
}
