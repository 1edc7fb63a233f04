/**
 * `npm run release:files -- vX.Y.Z https://HOST/OWNER/REPOSITORY`: everything that a release has, in `release/`.
 *
 * The package, built twice from the same commit and equal to the byte; its SBOM (CycloneDX); a formula for Homebrew and a
 * manifest for Scoop, which take the package from the release; the changes; and the checksums of all of them.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the files of a release say of the package. */
export interface ReleasedPackage {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  /** The page of the project. */
  readonly homepage: string;
  /** Where the archive of the package is. */
  readonly url: string;
  /** Its SHA-256, in hex. */
  readonly sha256: string;
}

/** The formula of Homebrew: the package is installed by npm, with Homebrew's node. */
export function homebrewFormula({ description, homepage, url, sha256, license }: ReleasedPackage) {
  return `class Swrole < Formula
  desc ${JSON.stringify(description)}
  homepage "${homepage}"
  url "${url}"
  sha256 "${sha256}"
  license "${license}"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
    man1.install_symlink libexec.glob("lib/node_modules/swrole/dist/man/*.1")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/swrole --version")
  end
end
`;
}

/**
 * The manifest of Scoop: the package is installed by npm into the folder of the app. Scoop unpacks an archive by its name, and
 * npm wants it whole, so it is downloaded under another name.
 */
export function scoopManifest(released: ReleasedPackage): string {
  const { version, description, homepage, license, url, sha256 } = released;
  const manifest = {
    version,
    description,
    homepage,
    license,
    depends: 'nodejs',
    url: `${url}#/swrole.package`,
    hash: sha256,
    installer: {
      script: [
        'Rename-Item "$dir\\swrole.package" swrole.tgz',
        'npm.cmd install --global --prefix "$dir" "$dir\\swrole.tgz"',
        'Remove-Item "$dir\\swrole.tgz"',
      ],
    },
    bin: 'swrole.cmd',
    checkver: 'github',
    autoupdate: { url: `${url.replaceAll(version, '$version')}#/swrole.package` },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/**
 * The section of a version in the changelog, without its title.
 *
 * @throws Error if there is none
 */
export function changesOf(version: string, changelog: string): string {
  const start = changelog.indexOf(`\n## [${version}]`);
  if (start === -1) throw new Error(`CHANGELOG.md has no section [${version}]`);
  const from = changelog.indexOf('\n', start + 1) + 1;
  const end = changelog.indexOf('\n## [', from);
  return `${changelog.slice(from, end === -1 ? undefined : end).trim()}\n`;
}

/** A bill of materials, as far as it is read here (CycloneDX 1.5). */
interface Sbom {
  readonly metadata: { readonly component: { name: string } };
  components: readonly SbomComponent[];
  dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

interface SbomComponent {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/**
 * What a user gets: the packages whose code is in the bundle, which the notices list, and those that npm installs beside it.
 * For npm the bundled ones are for development, as the tools are that only build and test.
 *
 * @param sbom of npm, with all packages
 * @param notices the text of `dist/THIRD-PARTY-NOTICES.txt`
 */
export function shippedSbom(sbom: string, notices: string): string {
  const all: Sbom = JSON.parse(sbom);
  const bundled = new Set(
    [...notices.matchAll(/^(@?[\w./-]+) (\d\S*) \(/gm)].map(
      ([, name, version]) => `${name}@${version}`,
    ),
  );
  const isShipped = ({ name, version, properties = [] }: SbomComponent) =>
    bundled.has(`${name}@${version}`) ||
    !properties.some((property) => property.name === 'cdx:npm:package:development');
  all.metadata.component.name = 'swrole';
  all.components = all.components.filter(isShipped);
  const refs = new Set(all.components.map((component) => component['bom-ref']));
  all.dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref) || ref.startsWith('swrole@'))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((on) => refs.has(on)) }));
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The time of the commit, which the man page shows: every build of it is the same. */
function commitTime(): string {
  const args = ['log', '-1', '--format=%ct'];
  return execFileSync('git', args, { cwd: PROJECT, encoding: 'utf8' }).trim();
}

const npm = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  execFileSync('npm', args, {
    cwd: PROJECT,
    env: { ...process.env, ...more },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/**
 * Builds the package from nothing.
 *
 * @returns the path of its archive in the folder
 */
function buildPackage(folder: string): string {
  mkdirSync(folder, { recursive: true });
  npm(['run', '--silent', 'build'], { SOURCE_DATE_EPOCH: commitTime() });
  npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  return join(folder, name);
}

function releaseFiles(tag: string, repository: string): void {
  const { version, description, license } = JSON.parse(
    readFileSync(join(PROJECT, 'package.json'), 'utf8'),
  );
  if (tag !== `v${version}`) throw new Error(`the tag is ${tag}, the version ${version}`);
  const folder = join(PROJECT, 'release');
  const again = join(tmpdir(), `swrole-release-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  const archive = readFileSync(buildPackage(folder));
  try {
    if (!archive.equals(readFileSync(buildPackage(again))))
      throw new Error('two builds of the package differ');
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
  const released = {
    version,
    description,
    license,
    homepage: repository,
    url: `${repository}/releases/download/${tag}/swrole-${version}.tgz`,
    sha256: sha256(archive),
  };
  const files = {
    'NOTES.md': changesOf(version, readFileSync(join(PROJECT, 'CHANGELOG.md'), 'utf8')),
    'sbom.cdx.json': shippedSbom(
      npm(['sbom', '--sbom-format', 'cyclonedx']),
      readFileSync(join(PROJECT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8'),
    ),
    'swrole.rb': homebrewFormula(released),
    'swrole.json': scoopManifest(released),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const sums = readdirSync(folder)
    .sort()
    .map((name) => `${sha256(readFileSync(join(folder, name)))}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  process.stdout.write(sums.join(''));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tag, repository] = process.argv.slice(2);
  if (tag === undefined || repository === undefined) {
    process.stderr.write('usage: npm run release:files -- vX.Y.Z https://HOST/OWNER/REPOSITORY\n');
    process.exitCode = 2;
  } else releaseFiles(tag, repository);
}
