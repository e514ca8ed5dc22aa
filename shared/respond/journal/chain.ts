// Is a journal whole? Each entry chained to the one before, and anchored outside the table or not yet. Pure.
// SPDX-License-Identifier: Apache-2.0
import { digest, firstLink, hashOfEntry, type Journal } from './entry.ts';

/** Where a journal ended at some time. */
export interface Head {
  /** The id that the journal lies under: the finding's, or its former one. */
  readonly finding: string;
  /** Number of entries. */
  readonly seq: number;
  readonly hash: string;
}

/** One line written outside the table each hour: who changes a journal afterwards would have to change this too. */
export interface Anchor {
  readonly version: 1;
  /** ISO time. */
  readonly at: string;
  readonly heads: readonly Head[];
  /** SHA-256 of the above as canonical JSON. */
  readonly hash: string;
}

export interface EntryCheck {
  readonly seq: number;
  /** Unchanged, in its place, and so is every entry before it. */
  readonly chained: boolean;
  /** An anchor covers it. */
  readonly anchored: boolean;
}

export interface JournalCheck {
  readonly finding: string;
  readonly entries: readonly EntryCheck[];
  /** What is wrong, in words; empty: nothing. */
  readonly problems: readonly string[];
}

export function headOf(finding: string, journal: Journal): Head | null {
  const last = journal.at(-1);
  return last === undefined ? null : { finding, seq: last.seq, hash: last.hash };
}

export function anchorOf(heads: readonly Head[], at: string): Anchor {
  const sorted = heads.toSorted((a, b) => (a.finding < b.finding ? -1 : 1));
  const body = { version: 1 as const, at, heads: sorted };
  return { ...body, hash: digest(body) };
}

/** Is the anchor's own line unchanged? */
export function anchorHolds({ hash, ...body }: Anchor): boolean {
  return digest(body) === hash;
}

/** `finding`: the id that the journal lies under. `anchors`: those that hold, of any findings. */
export function checkJournal(finding: string, journal: Journal, anchors: readonly Anchor[]): JournalCheck {
  const problems: string[] = [];
  const whole = chainedEntries(finding, journal, problems);
  const hashes = journal.map(({ hash }) => hash);
  return checkChain({ finding, hashes, former: 0, whole, problems }, anchors);
}

/** A chain as its own entries tell of it. */
export interface Chain {
  readonly finding: string;
  readonly hashes: readonly string[];
  /** How many of the first are of a version that did not chain them. */
  readonly former: number;
  /** How many from the first on are as they were written. */
  readonly whole: number;
  readonly problems: readonly string[];
}

/** The chain held against the anchors that know of it. */
export function checkChain(chain: Chain, anchors: readonly Anchor[]): JournalCheck {
  const { finding, hashes, former, whole } = chain;
  const heads = anchors.flatMap((anchor) => anchor.heads).filter((head) => head.finding === finding);
  const problems = [...chain.problems];
  for (const { seq, hash } of heads) {
    if (seq > hashes.length) problems.push(`an anchor knows ${seq} entries, ${hashes.length} are left`);
    else if (hashes[seq - 1] !== hash) problems.push(`entry ${seq} is not the one that was anchored`);
  }
  const good = heads.filter(({ seq, hash }) => seq <= whole && hashes[seq - 1] === hash);
  const covered = good.reduce((most, { seq }) => Math.max(most, seq), 0);
  const entries = hashes.map((_, index) => ({
    seq: index + 1,
    chained: index >= former && index < whole,
    anchored: index < covered,
  }));
  return { finding, entries, problems };
}

/** How many entries from the first on are as they were written. */
function chainedEntries(finding: string, journal: Journal, problems: string[]): number {
  let previous = firstLink(finding);
  for (const [index, entry] of journal.entries()) {
    const wrong = wrongWith(entry, index + 1, previous);
    if (wrong !== null) {
      problems.push(`entry ${index + 1}: ${wrong}`);
      return index;
    }
    previous = entry.hash;
  }
  return journal.length;
}

function wrongWith(entry: Journal[number], seq: number, previous: string): string | null {
  if (entry.seq !== seq) return `is numbered ${entry.seq}: entries are missing or out of order`;
  if (entry.previous !== previous) return 'does not follow the entry before it';
  return hashOfEntry(entry) === entry.hash ? null : 'was changed after it was written';
}
