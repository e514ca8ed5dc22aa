// Programs that no service needs in its image, by the names of their files.
// SPDX-License-Identifier: Apache-2.0

import type { OddityKind } from '../model/contents.ts';
import { trimmedEnd } from '../model/trimmed.ts';

const byName: ReadonlyMap<string, OddityKind> = new Map([
  ...kind('shell', 'sh bash dash ash zsh ksh ksh93 mksh csh tcsh fish busybox toybox pwsh rbash'),
  ...kind(
    'remote-shell',
    'sshd dropbear telnetd in.telnetd utelnetd rshd in.rshd rlogind ttyd gotty shellinaboxd',
  ),
  ...kind('package-manager', 'apt apt-get aptitude dpkg apk yum dnf microdnf tdnf rpm zypper pacman opkg'),
  ...kind('package-manager', 'pip pip3 pipx npm yarn pnpm gem conda mamba brew cargo'),
  ...kind(
    'compiler',
    'gcc g++ cc c++ c89 c99 clang clang++ tcc ld ld.gold ld.lld as make cmake go rustc javac ghc gfortran',
  ),
]);

function kind(of: OddityKind, names: string): (readonly [string, OddityKind])[] {
  return names.split(' ').map((name) => [name, of]);
}

/** Folders that hold programs, whichever `/usr` or `/opt` they are under. */
const programFolder =
  /(?:^|\/)s?bin$|(?:^|\/)libexec(?:\/|$)|^usr\/lib\/(?:openssh|ssh)$|^usr\/local\/go\/bin$/;

/** What the file at the path is, by its folder and name: `gcc-12` and `x86_64-linux-gnu-gcc` are compilers too. */
export function programAt(path: string): OddityKind | null {
  const slash = path.lastIndexOf('/');
  if (!programFolder.test(path.slice(0, Math.max(slash, 0)))) return null;
  const name = path.slice(slash + 1);
  return byName.get(name) ?? byName.get(withoutVersion(name)) ?? null;
}

const target = /^[a-z0-9_]{2,20}-(?:[a-z0-9_]{2,20}-){0,2}(?=(?:gcc|g\+\+|ld|as|clang)(?:$|-))/;

function withoutVersion(name: string): string {
  const bare = trimmedEnd(name.slice(0, 100).replace(target, ''), '0123456789.');
  return bare.endsWith('-') ? bare.slice(0, -1) : bare;
}
