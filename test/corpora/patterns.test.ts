// The matcher against what aws/event-ruler, EventBridge's own matcher, answered.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpora } from '../support/corpora.ts';
import { matchesPattern, parsePattern } from '../support/eventbridge-pattern/pattern.ts';

const file = `${corpora}/patterns/cases.json`;
const missing = !existsSync(file) && process.env.CI === undefined;
if (missing) console.warn(`skipped: ${file} is not there`);

type Case = readonly [name: string, pattern: unknown, event: unknown, expected: boolean];

describe.skipIf(missing)('patterns as event-ruler judges them', () => {
  const cases: readonly Case[] = missing ? [] : JSON.parse(readFileSync(file, 'utf8'));

  it('has the cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(53);
  });

  it.each(cases)('%s', (_name, pattern, event, expected) => {
    const parsed = parsePattern(pattern);
    expect(parsed.ok).toBe(true);
    if (parsed.ok) expect(matchesPattern(parsed.pattern, event)).toBe(expected);
  });
});
