/** `swrole COMMAND --help`: usage, what it does, its flags, examples. */
import { COMMANDS, type CommandEntry, type CommandName } from '../cli/commands.ts';
import { COMMAND_TEXTS } from '../cli/help/command-texts.ts';
import { commandRows } from '../cli/help/flag-rows.ts';
import type { Page, Section } from '../cli/help/page.ts';
import { TOPICS } from '../cli/help-topics.ts';

/** `swrole list`, `swrole ls`: one line for each word of a command. */
export function usageLines(name: CommandName): readonly string[] {
  const { aliases = [], operands, flags, credentials }: CommandEntry = COMMANDS[name];
  const takes = flags.length > 0 || credentials ? ['[flags]'] : [];
  return [name, ...aliases].map((word) =>
    ['swrole', word, ...takes, operands].filter(Boolean).join(' '),
  );
}

/** The page of a command. */
export function commandPage(name: CommandName): Page {
  const entry: CommandEntry = COMMANDS[name];
  return [
    { title: 'Usage', lines: usageLines(name) },
    { text: COMMAND_TEXTS[name] },
    { title: 'Flags', rows: commandRows(entry) },
    ...(name === 'help' ? [topicSection()] : []),
    { title: 'Examples', rows: entry.examples },
  ];
}

function topicSection(): Section {
  return { title: 'Topics', rows: Object.entries(TOPICS) };
}
