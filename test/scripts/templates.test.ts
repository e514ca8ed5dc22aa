// The check of templates: what the linters say, what deploy/exceptions.md explains, and that neither is left alone.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  compare,
  exceptionsIn,
  findingsOfCfnLint,
  findingsOfCheckov,
  isTemplate,
} from '../../scripts/templates/findings.ts';

const found = [
  ...findingsOfCfnLint(
    JSON.stringify([
      {
        Rule: { Id: 'W3005' },
        Message: 'dependency already enforced',
        Location: { Path: ['Resources', 'PublishLambdaFunction', 'DependsOn', 1] },
      },
    ]),
  ),
  ...findingsOfCheckov(
    JSON.stringify({
      results: {
        failed_checks: [
          { check_id: 'CKV_AWS_27', check_name: 'encrypted', resource: 'AWS::SQS::Queue.NotifyQueue' },
        ],
      },
    }),
  ),
];
const table = (...rows: string[]) =>
  exceptionsIn(['| Rule | Resources | Reason |', '|---|---|---|', ...rows, ''].join('\n'));

describe('findings', () => {
  it('are named by rule and resource', () => {
    expect(found.map(({ rule, resource }) => [rule, resource])).toEqual([
      ['W3005', 'PublishLambdaFunction'],
      ['CKV_AWS_27', 'NotifyQueue'],
    ]);
  });

  it('need an explanation each', () => {
    const all = table('| `W3005` | `*` | why |', '| `CKV_AWS_27` | `Other`, `*Queue` | why |');
    expect(compare(found, all)).toEqual([]);
    expect(compare(found, all.slice(0, 1))).toEqual([
      'CKV_AWS_27 NotifyQueue: encrypted (mend it, or explain it in deploy/exceptions.md)',
    ]);
    expect(
      compare(found, table('| `W3005` | `Notify*` | why |', '| `CKV_AWS_27` | `*Queue` | why |')),
    ).toHaveLength(2);
  });

  it('that are gone leave no explanation behind', () => {
    const all = table(
      '| `W3005` | `*` | why |',
      '| `CKV_AWS_27` | `*` | why |',
      '| `CKV_AWS_1` | `*` | why |',
    );
    expect(compare(found, all)).toEqual(['deploy/exceptions.md: CKV_AWS_1 is not found on * any more']);
  });
});

it('deploy/exceptions.md gives a reason in every row', () => {
  const all = exceptionsIn(readFileSync('deploy/exceptions.md', 'utf8'));
  expect(all.length).toBeGreaterThan(5);
  for (const { rule, resources, reason } of all)
    expect([rule, resources.every((glob) => /^[\w*]+$/.test(glob)), reason.length > 40]).toEqual([
      rule,
      true,
      true,
    ]);
});

it('manifests of other systems are no templates', () => {
  expect(isTemplate(readFileSync('deploy/member-account.yml', 'utf8'))).toBe(true);
  for (const file of ['deploy/kubernetes-read.yml', 'deploy/kubernetes-respond.yml', 'deploy/slack-app.yml'])
    expect(isTemplate(readFileSync(file, 'utf8'))).toBe(false);
});
