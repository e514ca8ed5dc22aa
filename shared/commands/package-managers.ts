// Package managers and self-updaters of the common distributions and languages: which of their calls install. Data.
// SPDX-License-Identifier: Apache-2.0

export interface PackageManager {
  /** First operands that install, upgrade or refresh. */
  readonly operands?: readonly string[];
  /** Options that do. */
  readonly options?: RegExp;
  /** Whatever it is called with, it installs. */
  readonly always?: boolean;
  /** Called with nothing or options only, it installs. */
  readonly bare?: boolean;
  /** First operands that install where a further word is such a one. */
  readonly fetches?: Readonly<Record<string, RegExp>>;
}

const words = (text: string): readonly string[] => text.split(' ');
const apt = {
  operands: words('install reinstall upgrade dist-upgrade full-upgrade safe-upgrade update build-dep'),
};
const yum = {
  operands: words(
    'install localinstall groupinstall reinstall update upgrade upgrade-minimal distro-sync swap downgrade',
  ),
};
const pip = { operands: ['install'] };
const conda = { operands: words('install update upgrade create') };
/** A package with its version: what is installed already needs none. */
const versioned = /^(?:-y|--yes|(?:@[\w.-]+\/)?[\w.-]+@[\w.^~-]+)$/;
const anything = /^[^-]/;
const flake = /^(?!\.|\/|path:|-)[^\s]*[:#]/;
const npmInstalls =
  'install i in ins inst insta instal isntall add ci clean-install install-test it update up upgrade';

export const packageManagers: ReadonlyMap<string, PackageManager> = new Map<string, PackageManager>([
  ['apt', apt],
  ['apt-get', apt],
  ['aptitude', apt],
  ['dpkg', { options: /^(?:-i|--install|--unpack)$/ }],
  ['gdebi', { always: true }],
  ['unattended-upgrade', { always: true }],
  ['unattended-upgrades', { always: true }],
  ['do-release-upgrade', { always: true }],
  ['yum', yum],
  ['dnf', yum],
  ['dnf5', yum],
  ['microdnf', yum],
  ['tdnf', yum],
  ['rpm', { options: /^(?:-[vh]*[iUF][a-z]*|--install|--upgrade|--freshen|--reinstall)$/ }],
  ['zypper', { operands: words('in install up update patch dup dist-upgrade ref refresh') }],
  ['apk', { operands: words('add upgrade update fix') }],
  ['pacman', { options: /^-(?:U[a-z]*|S[uywq]*|-sync|-upgrade)$/ }],
  ['yay', { options: /^-(?:U[a-z]*|S[uywq]*|-sync|-upgrade)$/, bare: true }],
  ['paru', { options: /^-(?:U[a-z]*|S[uywq]*|-sync|-upgrade)$/, bare: true }],
  ['add-apt-repository', { always: true }],
  ['emerge', { always: true }],
  ['xbps-install', { always: true }],
  ['opkg', { operands: words('install update upgrade') }],
  ['nix-env', { options: /^(?:-i[a-zA-Z]*|-u|--install|--upgrade)$/ }],
  ['snap', { operands: words('install refresh') }],
  ['flatpak', { operands: words('install update') }],
  ['brew', { operands: words('install reinstall upgrade update') }],
  ['choco', { operands: words('install upgrade') }],
  ['winget', { operands: words('install upgrade') }],
  ['scoop', { operands: words('install update') }],
  ['pip', pip],
  ['pip2', pip],
  ['pip3', pip],
  ['pipx', { operands: words('install upgrade upgrade-all inject run') }],
  ['uvx', { always: true }],
  ['pipenv', { operands: words('install sync update') }],
  ['poetry', { operands: words('install add update sync') }],
  ['uv', { operands: words('add sync'), fetches: { run: /^--with(?:-\w+)?(?:=.*)?$/ } }],
  ['pdm', { operands: words('install add sync update') }],
  ['rye', { operands: words('install add sync fetch') }],
  ['pixi', { operands: words('install add update') }],
  ['easy_install', { always: true }],
  ['conda', conda],
  ['mamba', conda],
  ['micromamba', conda],
  [
    'npm',
    {
      operands: words(npmInstalls),
      // `npm init x` and `npm create x` fetch create-x and run it (npm-init(1)).
      fetches: { exec: versioned, x: versioned, create: anything, init: anything, innit: anything },
    },
  ],
  ['pnpm', { operands: words('install i add update up upgrade dlx create') }],
  ['yarn', { operands: words('install add up upgrade dlx create'), bare: true }],
  // `npx tsc` runs what is installed; with consent given beforehand or a version it fetches.
  ['npx', { options: versioned }],
  // bunx fetches what is not there and asks nobody (Bun documentation, "bunx").
  ['bunx', { always: true }],
  ['corepack', { operands: words('install prepare use up') }],
  ['deno', { operands: words('upgrade install') }],
  ['nvm', { operands: ['install'] }],
  ['fnm', { operands: ['install'] }],
  ['volta', { operands: ['install'] }],
  ['bun', { operands: words('install i add update upgrade x create c') }],
  // RubyGems takes any beginning of a command's name that is its alone ("gem help commands").
  ['gem', { operands: words('install i in ins inst update up') }],
  ['bundle', { operands: words('install update'), bare: true }],
  ['bundler', { operands: words('install update'), bare: true }],
  ['composer', { operands: words('install i require update upgrade u self-update create-project') }],
  ['pecl', { operands: words('install upgrade') }],
  ['pear', { operands: words('install upgrade') }],
  ['docker-php-ext-install', { always: true }],
  ['cargo', { operands: words('install binstall') }],
  ['mix', { operands: words('deps.get deps.update archive.install escript.install local.hex local.rebar') }],
  ['cabal', { operands: words('install update') }],
  ['stack', { operands: words('install upgrade update') }],
  ['ghcup', { operands: words('install upgrade') }],
  ['opam', { operands: words('install update upgrade') }],
  ['nimble', { operands: words('install refresh') }],
  ['conan', { operands: ['install'] }],
  ['vcpkg', { operands: words('install upgrade') }],
  ['spack', { operands: ['install'] }],
  ['guix', { operands: words('install upgrade pull') }],
  ['rustup', { operands: words('update install self') }],
  ['go', { operands: words('install get'), fetches: { run: /^[\w.-]+\.[\w-]+\/\S*@[\w.+-]+$/ } }],
  ['pyenv', { operands: words('install update') }],
  ['rbenv', { operands: ['install'] }],
  ['asdf', { operands: words('install update') }],
  ['mise', { operands: words('install use upgrade self-update') }],
  ['sdk', { operands: words('install update upgrade selfupdate') }],
  ['tlmgr', { operands: words('install update') }],
  ['ansible-galaxy', { operands: ['install'] }],
  // A flake from elsewhere; one of the working directory begins with a dot or a slash (nix3-flake(1), "Flake references").
  ['nix', { fetches: { run: flake, shell: flake, develop: flake } }],
  ['nix-shell', { options: /^(?:-p|--packages)$/ }],
  ['r', { options: /install\.packages\(/ }],
  ['rscript', { options: /install\.packages\(/ }],
  ['julia', { options: /\bPkg\.(?:add|update)\(/ }],
  ['perl', { options: /^-MCPAN$/ }],
  ['nuget', { operands: words('install restore update') }],
  ['dotnet', { operands: ['restore'] }],
  ['playwright', { operands: words('install install-deps') }],
  ['pnpx', { always: true }],
  ['pkgx', { always: true }],
  ['pip-sync', { always: true }],
  ['nala', apt],
  ['apt-fast', apt],
  ['bower', { operands: words('install update') }],
  ['pkg', { operands: words('install add upgrade update') }],
  ['arkade', { operands: words('get install') }],
  ['install-module', { always: true }],
  ['install-package', { always: true }],
  ['install-script', { always: true }],
  ['install-psresource', { always: true }],
  ['install-windowsfeature', { always: true }],
  ['add-appxpackage', { always: true }],
  ['steamcmd', { options: /^\+app_update$/ }],
  ['cpan', { always: true }],
  ['cpanm', { always: true }],
  ['luarocks', { operands: ['install'] }],
]);

/** Two words that install together: `uv pip install`, `yarn global add`, `mix deps.get`. */
export const installPhrases: readonly (readonly [program: string, first: string, second: string])[] = [
  ['uv', 'pip', 'install'],
  ['uv', 'pip', 'sync'],
  ['uv', 'tool', 'install'],
  ['uv', 'tool', 'run'],
  ['yarn', 'global', 'add'],
  ['yarn', 'global', 'upgrade'],
  ['composer', 'global', 'require'],
  ['dnf', 'module', 'install'],
  ['yum', 'module', 'install'],
  ['ansible-galaxy', 'collection', 'install'],
  ['az', 'extension', 'add'],
  ['dotnet', 'add', 'package'],
  ['dotnet', 'workload', 'install'],
  ['npx', 'playwright', 'install'],
  ['npx', 'playwright', 'install-deps'],
  ['npx', 'puppeteer', 'browsers'],
  ['flutter', 'pub', 'get'],
  ['gcloud', 'components', 'install'],
  ['gcloud', 'components', 'update'],
  ['gh', 'extension', 'install'],
  ['helm', 'plugin', 'install'],
  ['kubectl', 'krew', 'install'],
  ['pulumi', 'plugin', 'install'],
  ['dotnet', 'tool', 'install'],
  ['dotnet', 'tool', 'update'],
  ['nix', 'profile', 'install'],
  ['wp', 'core', 'update'],
  ['wp', 'plugin', 'install'],
  ['wp', 'plugin', 'update'],
  ['wp', 'theme', 'install'],
  ['go', 'mod', 'download'],
  ['dart', 'pub', 'get'],
  ['dart', 'pub', 'add'],
  ['raco', 'pkg', 'install'],
  ['swift', 'package', 'update'],
];

/** Options, shared or nearly so, that take the next word as their value. */
export const valueOptions: ReadonlySet<string> = new Set(
  (
    '-o -c -t -C -p -X --prefix --cwd --root --repo --repository --registry --config --proxy --directory --project ' +
    '--working-dir --dir --filter -w --workspace --installroot --releasever --log --python --cache-dir --name ' +
    // apk-global-options(8), apk-add(8), dnf(8).
    '--virtual --arch --keys-dir --repositories-file --timeout --wait --enablerepo --disablerepo --setopt'
  ).split(' '),
);

/** Asks, tries or prints, and leaves the container as it is. */
export const harmlessOptions: ReadonlySet<string> = new Set(
  '--help -h --version --search --info --dry-run --simulate --just-print --no-act --assumeno --no-install'.split(
    ' ',
  ),
);
