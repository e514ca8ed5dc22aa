// Which files of a folder are left alone: patterns of `--exclude` and of `.seawallignore`, in the form of .gitignore.
// SPDX-License-Identifier: Apache-2.0
import { globMatches } from '../../shared/model/glob.ts';

export const ignoreFile = '.seawallignore';

/** Says of a path below the folder of its patterns whether it is left alone: the last pattern that matches decides. */
export type Ignoring = (path: string, isFolder: boolean) => boolean | null;

interface Pattern {
  readonly segments: readonly string[];
  readonly folderOnly: boolean;
  readonly negated: boolean;
}

/** Of the lines of a file, or of the values of `--exclude`. Null where no pattern says anything of the path. */
export function ignoringBy(lines: readonly string[]): Ignoring {
  const patterns = lines.flatMap(patternOf);
  return (path, isFolder) => {
    const segments = path.split('/').filter((part) => part !== '' && part !== '.');
    const last = patterns.findLast(
      (pattern) => (isFolder || !pattern.folderOnly) && matches(pattern.segments, segments),
    );
    return last === undefined ? null : !last.negated;
  };
}

/** Without a slash within it a pattern is for any depth; one at its end is for folders only. */
function patternOf(line: string): readonly Pattern[] {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return [];
  const negated = text.startsWith('!');
  const bare = negated ? text.slice(1) : text;
  const folderOnly = bare.endsWith('/');
  const inner = folderOnly ? bare.slice(0, -1) : bare;
  const anchored = inner.includes('/');
  const segments = inner.split('/').filter((part) => part !== '' && part !== '.');
  return [{ segments: anchored ? segments : ['**', ...segments], folderOnly, negated }];
}

/** Segment by segment: `**` stands for any number of them, a star for anything within one. */
function matches(pattern: readonly string[], path: readonly string[]): boolean {
  let reached = new Set([0]);
  const skipped = (from: number) => (pattern[from] === '**' ? [from, from + 1] : [from]);
  reached = new Set([...reached].flatMap(skipped));
  for (const part of path) {
    const next = [...reached].flatMap((from) => {
      const segment = pattern[from];
      if (segment === undefined) return [];
      if (segment === '**') return [from];
      return globMatches(segment, part) ? [from + 1] : [];
    });
    reached = new Set(next.flatMap(skipped));
  }
  return reached.has(pattern.length);
}
