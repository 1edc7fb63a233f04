/** Reads two files, config first, and parses them: the first and only time in this process, which it reports. */
import { parseConfigFiles, readConfigFiles } from '../../src/config/files.ts';

const [config = '', credentials = ''] = process.argv.slice(2);
const texts = readConfigFiles({ config, credentials });

const startedAt = performance.now();
const { profiles, warnings } = parseConfigFiles(texts);
const milliseconds = performance.now() - startedAt;

const report = { milliseconds, profiles: profiles.size, warnings: warnings.length };
process.stdout.write(JSON.stringify(report));
