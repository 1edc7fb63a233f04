/** What is released: what the package holds, what its files say, and that the workflows can be trusted with it. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  changesOf,
  homebrewFormula,
  type ReleasedPackage,
  scoopManifest,
  shippedSbom,
} from '../../.build/release.ts';
import { NODE_VERSIONS } from '../support/nodes.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

const released: ReleasedPackage = {
  version: '1.2.3',
  description: 'what it is for',
  license: 'MIT',
  homepage: 'https://git.example/swrole',
  url: 'https://git.example/swrole/releases/download/v1.2.3/swrole-1.2.3.tgz',
  sha256: 'ab'.repeat(32),
};

describe('the package', () => {
  /** The paths in the archive. */
  const packed = (
    JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as [{ files: { path: string }[] }]
  )[0].files.map(({ path }) => path);

  test('holds what is needed, and nothing else', () => {
    const names = packed.map((path) =>
      path.replace(/^(dist\/chunks\/).*\.cjs$/, '$1*.cjs').replace(/^(dist\/shell\/).*$/, '$1*'),
    );
    expect([...new Set(names)].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'bin/swrole.cjs',
      'dist/THIRD-PARTY-NOTICES.txt',
      'dist/app.cjs',
      'dist/chunks/*.cjs',
      'dist/embedded.cjs',
      'dist/library.cjs',
      'dist/library.d.cts',
      'dist/library.d.mts',
      'dist/library.mjs',
      'dist/loader.cjs',
      'dist/man/swrole.1',
      'dist/questions.cjs',
      'dist/ready.cjs',
      'dist/shell/*',
      'package.json',
    ]);
  });

  test('holds what package.json names', () => {
    const { main, types, exports } = manifest;
    const named: string[] = [
      main,
      types,
      ...Object.values<object>(exports['.']).flatMap((each) => Object.values(each)),
    ];
    const missing = named.filter((path) => !packed.includes(path.replace(/^\.\//, '')));
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(4);
  });

  test('holds no chunk that no other file names', () => {
    const files = packed.filter((path) => path.endsWith('.cjs'));
    const texts = files.map((path) => [path, readFileSync(path, 'utf8')] as const);
    const chunks = files.filter((path) => path.startsWith('dist/chunks/'));
    const unused = chunks.filter((chunk) => {
      const name = chunk.replace('dist/chunks/', '');
      return !texts.some(([path, text]) => path !== chunk && text.includes(name));
    });
    expect(unused).toEqual([]);
  });

  test('runs nothing when it is installed, nor does what it brings', () => {
    const lifecycle = /^(?:pre|post)?(?:install|prepare|pack|publish|prepublishOnly|uninstall)$/;
    expect(Object.keys(manifest.scripts).filter((name) => lifecycle.test(name))).toEqual([]);
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
    };
    const running = Object.entries(packages)
      .filter(([path, { dev, hasInstallScript }]) => path !== '' && !dev && hasInstallScript)
      .map(([path]) => path);
    expect(running).toEqual([]);
  });
});

describe('the files of a release', () => {
  test('the formula of Homebrew', () => {
    expect(homebrewFormula(released)).toBe(`class Swrole < Formula
  desc "what it is for"
  homepage "https://git.example/swrole"
  url "https://git.example/swrole/releases/download/v1.2.3/swrole-1.2.3.tgz"
  sha256 "${released.sha256}"
  license "MIT"

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
`);
  });

  test('the manifest of Scoop', () => {
    expect(JSON.parse(scoopManifest(released))).toEqual({
      version: '1.2.3',
      description: 'what it is for',
      homepage: 'https://git.example/swrole',
      license: 'MIT',
      depends: 'nodejs',
      url: `${released.url}#/swrole.package`,
      hash: released.sha256,
      installer: {
        script: [
          'Rename-Item "$dir\\swrole.package" swrole.tgz',
          'npm.cmd install --global --prefix "$dir" "$dir\\swrole.tgz"',
          'Remove-Item "$dir\\swrole.tgz"',
        ],
      },
      bin: 'swrole.cmd',
      checkver: 'github',
      autoupdate: {
        url: 'https://git.example/swrole/releases/download/v$version/swrole-$version.tgz#/swrole.package',
      },
    });
  });

  test('the bill of materials has what is shipped: no tools, but the bundled packages', () => {
    const development = [{ name: 'cdx:npm:package:development', value: 'true' }];
    const component = (name: string, version: string, properties: object[] = []) => ({
      'bom-ref': `${name}@${version}`,
      name,
      version,
      properties,
    });
    const sbom = {
      metadata: { component: { name: 'folder' } },
      components: [
        component('native', '1.0.0'),
        component('zod', '4.0.0', development),
        component('zod', '3.0.0', development),
        component('@aws-sdk/core', '3.1.0', development),
        component('vitest', '4.0.0', development),
      ],
      dependencies: [
        { ref: 'swrole@1.2.3', dependsOn: ['native@1.0.0', 'zod@4.0.0', 'vitest@4.0.0'] },
        { ref: 'vitest@4.0.0', dependsOn: ['zod@3.0.0'] },
        { ref: 'zod@4.0.0' },
      ],
    };
    const notices =
      'swrole contains …\n\n@aws-sdk/core 3.1.0 (Apache-2.0)\n\nzod 4.0.0 (MIT)\n\nMIT License';
    expect(JSON.parse(shippedSbom(JSON.stringify(sbom), notices))).toEqual({
      metadata: { component: { name: 'swrole' } },
      components: [sbom.components[0], sbom.components[1], sbom.components[3]],
      dependencies: [
        { ref: 'swrole@1.2.3', dependsOn: ['native@1.0.0', 'zod@4.0.0'] },
        { ref: 'zod@4.0.0', dependsOn: [] },
      ],
    });
  });

  test('the notes are the section of the version in the changelog', () => {
    const changelog = '# Changelog\n\n## [1.2.3] - 2026-01-01\n\n- a\n\n## [1.2.2]\n\n- b\n';
    expect(changesOf('1.2.3', changelog)).toBe('- a\n');
    expect(changesOf('1.2.2', changelog)).toBe('- b\n');
    expect(() => changesOf('1.2', changelog)).toThrow('CHANGELOG.md has no section [1.2]');
  });
});

describe('the workflows', () => {
  const folder = '.github/workflows';
  const workflows = readdirSync(folder).map((name) => {
    return [name, readFileSync(join(folder, name), 'utf8')] as const;
  });

  test.each(workflows)('%s uses actions of others by their commit only', (_, text) => {
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
    expect(uses.filter((action) => !/^(?:\.\/\S+|\S+@[0-9a-f]{40})$/.test(action))).toEqual([]);
  });

  test.each(workflows)('%s can read only, unless a job says more', (_, text) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n$/m);
  });

  test.each(workflows)('%s runs scripts that package.json has', (_, text) => {
    const named = [...text.matchAll(/npm run (\S+)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  test('each version of Node runs on each system', () => {
    const text = readFileSync(join(folder, 'test.yml'), 'utf8');
    const matrices = [...text.matchAll(/node: \[(.*)\]/g)].map(([, list = '']) => list);
    const wanted = NODE_VERSIONS.map((version) => `'${version}'`).join(', ');
    expect(matrices).toEqual([wanted, wanted]);
    expect(text).toMatch(/os: \[ubuntu-latest, macos-latest\]/);
    expect(text).toMatch(/runs-on: windows-latest/);
  });
});
