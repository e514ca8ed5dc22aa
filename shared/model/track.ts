// The track of a tag: which images are each other's newer and older ones.
// SPDX-License-Identifier: Apache-2.0
import { globMatches } from './glob.ts';

/** A commit as tags carry it: all of one repository's commits are one track. */
const commit = /^(?:sha-|git-)?[0-9a-f]{7,40}$/;

/**
 * The first pattern of the policy that the tag matches; else the tag with `*` for each number in it: `1.4.2` and `1.10.0` are of the
 * track `*.*.*`, `latest` is one of its own.
 */
export function trackOf(tag: string, patterns: readonly string[]): string {
  const named = patterns.find((pattern) => globMatches(pattern, tag));
  if (named !== undefined) return named;
  if (commit.test(tag) && /[a-f]/.test(tag)) return '(commit)';
  return tag.slice(0, 128).replace(/\d+/g, '*');
}
