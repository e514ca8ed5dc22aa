// What roles may read is what the clients of facts send and what actions say that they read with, on the resources that IAM knows.
import { describe, expect, it } from 'vitest';
import { factReads, responseReads } from '../../scripts/generate/reads.ts';
import { statementOf } from '../../scripts/generate/statements.ts';
import { factServices } from '../../shared/gather/aws.ts';
import type { RoleGrant } from '../../shared/respond/planning/define-action.ts';

const onOf = (grants: readonly RoleGrant[], action: string) =>
  grants.filter(({ allows }) => allows.includes(action)).map(({ on }) => on);

describe('the reads of facts', () => {
  it('are every command of their clients, each once, and nothing that writes', async () => {
    const grants = await factReads();
    const allowed = grants.flatMap(({ allows }) => allows);
    const commands = await Promise.all(
      Object.values(factServices).map(async (load) => Object.keys((await load()).commands)),
    );
    // One of them has no action of its own.
    expect(allowed).toHaveLength(commands.flat().length - 1);
    expect(new Set(allowed).size).toBe(allowed.length);
    expect(allowed.filter((one) => !/:(?:Get|List|Describe|BatchGet|Generate)/.test(one))).toEqual([]);
  });

  it.each([
    ['ecr:BatchGetImage', ['ecr:*:repository/*']],
    ['ecr:GetRegistryScanningConfiguration', ['*']],
    ['guardduty:GetDetector', ['guardduty:detector/*']],
    ['guardduty:ListDetectors', ['*']],
    ['elasticloadbalancing:DescribeLoadBalancers', ['*']],
    ['iam:GetServiceLastAccessedDetails', ['*']],
    ['iam:GetRole', expect.arrayContaining(['iam:role/*', 'iam:aws:policy/*'])],
  ])('%s works on %j', async (action, on) => {
    expect(onOf(await factReads(), action)).toEqual([on]);
  });

  it('name the action that allows a read which has none', async () => {
    const all = (await factReads()).flatMap(({ allows }) => allows);
    expect(all).not.toContain('ecr:ListImageReferrers');
  });
});

describe('the reads of responses', () => {
  const action = (permissions: readonly string[], allows: readonly string[] = []) => ({
    permissions,
    grants: allows.length === 0 ? [] : [{ allows, on: ['*'] }],
  });

  it('are those of facts and what actions read with, but for what they are granted and what a cluster allows', async () => {
    const reads = await responseReads([
      action(['eks:DescribeAccessEntry', 'kubernetes:listCoreV1NamespacedPod']),
      action(
        ['events:DescribeRule', 'logs:GetLogEvents', 'events:EnableRule'],
        ['logs:GetLogEvents', 'events:EnableRule'],
      ),
    ]);
    const facts = (await factReads()).flatMap(({ allows }) => allows);
    expect(reads.flatMap(({ allows }) => allows).toSorted()).toEqual(
      [...facts, 'eks:DescribeAccessEntry', 'events:DescribeRule'].toSorted(),
    );
    expect(onOf(reads, 'eks:ListClusters')).toEqual([['*']]);
    expect(onOf(reads, 'eks:DescribeAccessEntry')[0]).toContain('eks:access-entry/*');
  });

  it('of a service that no client knows are refused by name', async () => {
    await expect(responseReads([action(['sns:GetTopicAttributes'])])).rejects.toThrow(
      'sns:GetTopicAttributes: no client in shared/respond/clients has that prefix',
    );
  });
});

describe('a statement', () => {
  const sub = (rest: string) => `!Sub "arn:\${AWS::Partition}:${rest}"`;
  const own = '\u0024{AWS::AccountId}';
  it.each([
    ['*', '"*"'],
    ['ecr:repository/*', sub(`ecr:*:${own}:repository/*`)],
    ['ecr:*:repository/*', sub('ecr:*:*:repository/*')],
    ['iam:role/*', sub(`iam::${own}:role/*`)],
    ['iam:aws:policy/*', sub('iam::aws:policy/*')],
    ['logs:log-group:*', sub(`logs:*:${own}:log-group:*`)],
  ])('on %s names its ARN', (on, arn) => {
    expect(statementOf({ allows: ['a:Get'], on: [on] })).toEqual([
      '- Effect: Allow',
      '  Action: a:Get',
      `  Resource: ${arn}`,
    ]);
  });
});
