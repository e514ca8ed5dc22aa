// Approvers that can never be anybody are told of; those who can be are not.
import { describe, expect, it } from 'vitest';
import { awsPerson, isApprover, slackPerson } from '../../shared/people/person.ts';
import { canBeSomebody } from '../../shared/policy/approvers.ts';
import { loadPolicy } from '../../shared/policy/load.ts';

const session = 'arn:aws:sts::111122223333:assumed-role/oncall/kim';

describe('approvers', () => {
  it.each([
    'kim',
    'kim@acme.test',
    'iam:kim',
    'slack-user:kim',
    'slack-group:oncall',
    'slack:U012AB3CD',
    '',
    'b*',
    'role/*',
    '@kim',
  ])('%j is nobody', (entry) => {
    expect(canBeSomebody(entry)).toBe(false);
    const people = [
      awsPerson(session),
      slackPerson({ user: 'U012AB3CD', email: 'kim@acme.test', confirmed: true, groups: ['S0SEC'] }),
    ];
    for (const person of people) expect(isApprover(person, [entry])).toBe(false);
  });

  it.each([
    session,
    'arn:aws:iam::*:role/sec-*',
    '*',
    '*:role/oncall',
    'a*',
    'arn:*',
    'slack-user:U012AB3CD',
    'slack-user:W012AB3CD',
    'slack-group:S0SEC',
  ])('%j can be somebody', (entry) => expect(canBeSomebody(entry)).toBe(true));

  it('are told of with line, column and remedy', () => {
    const text = 'version: 1\nrespond:\n  approvers: ["slack-group:S0SEC", "kim"]\n';
    const loaded = loadPolicy(text, { file: 'p.yml', controls: [], now: '2026-11-24' });
    expect(loaded.ok && loaded.notices).toEqual([
      'p.yml:3:36: respond.approvers[1] "kim" can never match anybody (write an ARN such as arn:aws:iam::*:role/oncall, slack-user:U… or slack-group:S…)',
    ]);
  });
});
