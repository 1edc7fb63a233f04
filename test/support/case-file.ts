/**
 * Cases as text, so that a config file in a case looks like one. A case file is an introduction, then cases:
 *
 *     === 31. What the case shows, in a sentence; a number only for a conformance case.
 *     --- config
 *     [profile a]
 *     --- ask
 *     a
 *     --- chain
 *     {"source": …}
 *
 * `config`, `credentials`, `env` (NAME=value), `file PATH` and `ask` are given; `\r`, `\t` and `\uXXXX` in them stand for what editors and
 * git would not keep. The other blocks are expected, in JSON: `chain`, `warnings` and `steps` one value a line, the rest one value.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** One case: its blocks by name, the given ones already decoded. */
export interface Case {
  readonly file: string;
  /** The conformance case it belongs to. */
  readonly number: number | undefined;
  readonly doc: string;
  /** The name of its test: number and sentence. */
  readonly title: string;
  readonly blocks: ReadonlyMap<string, string>;
}

const CASES = new URL('../cases/', import.meta.url);
const HEADING = /^(?:(\d+)\. )?(.*)$/;
const GIVEN = /^(?:config|credentials|env|ask|file .*)$/;
const LISTS = new Set(['chain', 'warnings', 'steps']);

/** All cases of a folder of `test/cases`. */
export function readCases(folder: 'config' | 'process'): Case[] {
  const directory = new URL(`${folder}/`, CASES);
  return readdirSync(directory).flatMap((file) => {
    const [, ...cases] = readFileSync(new URL(file, directory), 'utf8').split(/^=== /m);
    return cases.map((text) => readCase(file, text));
  });
}

/** The environment of a case. */
export function environmentOf({ blocks }: Case): Record<string, string> {
  const lines = blocks.get('env')?.split('\n') ?? [];
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
}

/** What a case expects, by block: its JSON. */
export function expectationOf({ blocks }: Case): Record<string, unknown> {
  const expected = [...blocks].filter(([name]) => !GIVEN.test(name));
  const values = expected.map(([name, text]) => [
    name,
    LISTS.has(name) ? text.split('\n').map((line) => JSON.parse(line)) : JSON.parse(text),
  ]);
  return Object.fromEntries(values);
}

function readCase(file: string, text: string): Case {
  const [heading = '', ...blocks] = text.trimEnd().split(/\n--- /);
  const [, number, doc = ''] = HEADING.exec(heading) ?? [];
  return {
    file,
    number: number ? Number(number) : undefined,
    doc,
    title: number ? `${number}. ${doc}` : doc,
    blocks: new Map(blocks.map(readBlock)),
  };
}

function readBlock(text: string): [name: string, content: string] {
  const [name = '', ...lines] = text.split('\n');
  const content = lines.join('\n');
  return [name, GIVEN.test(name) ? decode(content) : content];
}

function decode(text: string): string {
  return text.replace(/\\(?:u[0-9a-f]{4}|[rt])/g, (code) => JSON.parse(`"${code}"`));
}
