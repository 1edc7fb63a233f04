/** Config files of users: every unusual form that an edit could break, except the forms that it refuses. */
import fc from 'fast-check';

/** A config file, and the profile to write into it. */
export interface ExampleFile {
  readonly bytes: Buffer;
  readonly profile: string;
}

const oneOf = (...values: string[]) => fc.constantFrom(...values);

const indent = oneOf('', '', '', ' ', '    ', '\t');
const comment = oneOf('# mine', '; [profile app]', '#credential_process = no', '  # indented', '');
/** What a profile may hold beside: nothing of it gives credentials. */
const setting = oneOf(
  'output = json',
  'Region = us-east-1',
  'cli_pager =',
  'color : red',
  'max_attempts = 3 # some',
  'ca_bundle = "/a b"',
  'no equals sign',
  's3 =\n    addressing_style = path\n    region = nested',
  'user_agent = a\n  and more\n  of = it',
  'note = caf\u00e9 \u00fc\u00a0',
);
const role = oneOf(
  'role_arn = arn:aws:iam::111111111111:role/developer',
  'source_profile = keys',
  'credential_process = /bin/other --flag',
  'sso_session = s',
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
);
const otherHeader = oneOf(
  '[profile other]',
  '[profile other] # with a comment',
  '[profile "quoted name"]',
  '[sso-session s]',
  '[services app]',
  '[app]',
  '[profile app.b]',
  '[profile not allowed]',
  '  [profile indented]',
  '[profile open',
);

/** The lines of one section, all in the same indentation or each in its own. */
function body(line: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  const indented = (each: fc.Arbitrary<string>) =>
    fc.tuple(each, line).map(([space, text]) => text.replace(/^/gm, space));
  const lines = (each: fc.Arbitrary<string>) =>
    fc.array(fc.oneof({ weight: 3, arbitrary: indented(each) }, comment), { maxLength: 5 });
  return fc.oneof(
    indent.chain((space) => lines(fc.constant(space))),
    lines(indent),
  );
}

function section(header: fc.Arbitrary<string>, line: fc.Arbitrary<string>) {
  return fc.tuple(header, body(line)).map((lines) => lines.flat());
}

/** The profile itself, as `[profile NAME]` alone on its line, up to twice. */
const ownSections = (profile: string) => {
  const header =
    profile === 'default'
      ? oneOf('[default]', '[profile default]', '[default] ; mine')
      : oneOf(`[profile ${profile}]`, `[profile\t${profile}]`.replace('\t', ' '));
  return fc.array(section(header, setting), { maxLength: 2 });
};

/** Not UTF-8, in a comment. */
const BYTES = Buffer.from([0x23, 0x20, 0xe9, 0xff, 0xc3, 0x0a]);

/** Any such file. */
export const exampleFile: fc.Arbitrary<ExampleFile> = oneOf(
  'app',
  'default',
  'a.b/c@d:e+f%g',
).chain((profile) =>
  fc
    .record({
      before: body(setting),
      others: fc.array(section(otherHeader, fc.oneof(setting, role)), { maxLength: 4 }),
      own: ownSections(profile),
      isCrlf: fc.boolean(),
      hasBom: fc.boolean(),
      hasBytes: fc.boolean(),
      endsInNewline: fc.boolean(),
      order: fc.infiniteStream(fc.nat(1000)),
    })
    .map(({ before, others, own, isCrlf, hasBom, hasBytes, endsInNewline, order }) => {
      const sections = [...others, ...own]
        .map((lines) => ({ lines, at: order.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .flatMap(({ lines }) => lines);
      const text = [...before, ...sections].join('\n') + (endsInNewline ? '\n' : '');
      const ended = isCrlf ? text.replaceAll('\n', '\r\n') : text;
      const parts = [hasBom ? '\ufeff' : '', hasBytes ? BYTES : '', ended].map((part) =>
        Buffer.from(part as string),
      );
      const bytes = Buffer.concat(parts);
      return { bytes, profile };
    }),
);

/** A credentials file, and the section to write into it, which it does not have. */
export interface ExampleCredentials {
  readonly bytes: Buffer;
  readonly section: string;
}

const credentialsHeader = oneOf(
  '[other]',
  '[other] # with a comment',
  '[default]',
  '[profile app-keys]',
  '["quoted name"]',
  '[two words]',
  '[app]',
  '[APP-KEYS]',
  '[not, allowed]',
  '  [indented]',
  '[open',
);

/** Any such file; with sections twice, as no program should leave it. */
export const exampleCredentials: fc.Arbitrary<ExampleCredentials> = fc
  .record({
    section: oneOf('app-keys', 'a.b/c@d:e+f%g'),
    before: body(setting),
    sections: fc.array(section(credentialsHeader, fc.oneof(setting, role)), { maxLength: 4 }),
    isCrlf: fc.boolean(),
    hasBom: fc.boolean(),
    hasBytes: fc.boolean(),
    endsInNewline: fc.boolean(),
  })
  .map(({ section: name, before, sections, isCrlf, hasBom, hasBytes, endsInNewline }) => {
    const text = [...before, ...sections.flat()].join('\n') + (endsInNewline ? '\n' : '');
    const ended = isCrlf ? text.replaceAll('\n', '\r\n') : text;
    const parts = [hasBom ? '\ufeff' : '', hasBytes && !isCrlf ? BYTES : '', ended];
    return {
      bytes: Buffer.concat(parts.map((part) => Buffer.from(part as string))),
      section: name,
    };
  });
