// Text that people read is plain, modern English: one meaning per word, and none of the phrases that readers stumbled over.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';

/** Regular expressions with what to write instead. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\b(?:he|him|his|himself)\b/i, 'they, them, their'],
  [/\bone (?:message|role|command|fail|line|word|queue|question) an? [a-z]+/i, 'one … per …'],
  [/\ba queue an\b/i, 'a queue per'],
  [/\bstorm brake\b/i, 'action limit'],
  [/\b(?:asleep|sleeps)\b(?!\()/i, 'inactive'],
  [/\bout of sight\b/i, 'can no longer be verified'],
  [/\bthereby closed\b/i, 'closes'],
  [/\bis asked for\b/i, 'is requested'],
  [/\bwhat comes of it\b/i, 'the result'],
  [/\bthe account of it\b/i, 'the journal'],
  [/\btells? nobody\b/i, 'notifies nobody'],
  [/\btells? findings\b/i, 'reports findings'],
  [/\b(?:is|are) (?:never |always |not )?told(?! apart)\b/i, 'is notified, is reported'],
  [/\bbe told(?! apart)\b/i, 'be known, be notified'],
  [/\btold apart\b/i, 'distinguished'],
  [/\bcontrols? of your own\b/i, 'custom control'],
  [/\bas it stands\b/i, 'as it is'],
  [/\bhow it stands\b/i, 'its state'],
  [/\bwhichever account asks\b/i, 'any account'],
];

function complaints(text: string): readonly string[] {
  return banned.flatMap(([pattern, instead]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`“${found[0]}”: write “${instead}”`];
  });
}

/** Sources without comments and imports: what is left between quotes may be read by somebody. */
function stringsIn(file: string): readonly string[] {
  const code = readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\/?\*|import ).*$/gm, '');
  return [...code.replaceAll(/\$\{[^{}]*\}/g, '').matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(
    ([, quoted, template]) => quoted ?? template ?? '',
  );
}

function filesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const generated = new Set(['docs/compliance.md', 'docs/responses.md', 'docs/performance.md']);
/** They quote reviews and attacks as they were made. */
const histories = new Set(['docs/red-team.md', 'docs/security-review.md', 'docs/threat-model.md']);
const pages = [
  'README.md',
  'CHANGELOG.md',
  'seawall.yml',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].filter((page) => !generated.has(page) && !histories.has(page));

describe('the words that people read', () => {
  it.each(pages)('in %s', (page) => {
    expect(complaints(readFileSync(page, 'utf8'))).toEqual([]);
  });

  it('of controls: title, why, fix and what they let through', () => {
    const found = controls.flatMap(({ id, title, why, fix, allows }) =>
      [title, why, fix, ...allows].flatMap((text) => complaints(text).map((complaint) => [id, complaint])),
    );
    expect(found).toEqual([]);
  });

  it.each(['shared/notify', 'shared/people', 'cli'])('of messages in %s', (folder) => {
    const found = filesIn(folder, '.ts').flatMap((file) =>
      stringsIn(file).flatMap((text) => complaints(text).map((complaint) => [file, complaint])),
    );
    expect(found).toEqual([]);
  });

  it('finds a banned phrase at all', () => {
    expect(complaints('One Slack message a finding: nobody is told, and he sleeps.')).not.toEqual([]);
    expect(complaints('One Slack message per finding: nobody is notified.')).toEqual([]);
  });
});

describe('the glossary', () => {
  it('has about forty terms, each with one meaning, in order', () => {
    const tables = readFileSync('docs/glossary.md', 'utf8').split('\n## ').slice(1);
    const terms = tables.map((table) =>
      [...table.matchAll(/^\| ([a-z][a-z -]*) \|/gm)]
        .map(([, term]) => term ?? '')
        .filter((term) => term !== 'term'),
    );
    const all = terms.flat();
    expect(all.length).toBeGreaterThanOrEqual(40);
    expect(new Set(all).size).toBe(all.length);
    for (const list of terms) expect(list).toEqual(list.toSorted());
  });

  it('is linked from the index', () => {
    expect(readFileSync('docs/README.md', 'utf8')).toContain('(glossary.md)');
  });
});
