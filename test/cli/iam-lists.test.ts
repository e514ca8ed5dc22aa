// Answers of IAM in files of their own: policies with their documents are judged, lists without them are named with what to give.
import { describe, expect } from 'vitest';
import { commandLineTests, folderWith, reportOf, seawall } from './cli.ts';
import { goodDefinition } from './documents.ts';

const it = commandLineTests();

const arn = 'arn:aws:iam::111122223333:policy/all';
const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const policy = { PolicyName: 'all', PolicyId: 'ANPA', Arn: arn, Path: '/', DefaultVersionId: 'v1' };
const version = { VersionId: 'v1', IsDefaultVersion: true, Document: document };
const trust = { Version: '2012-10-17', Statement: [] };
const role = { RoleName: 'a', Arn: 'arn:aws:iam::111122223333:role/a', AssumeRolePolicyDocument: trust };

function evaluated(path: string, files: Record<string, unknown>) {
  const ran = seawall(['evaluate', path, '--format', 'json'], { cwd: folderWith(files) });
  return { ...ran, report: reportOf(ran) };
}

describe('answers of IAM in files of their own', () => {
  it.each(['policies.json', '.'])('policies with their versions are judged (%s)', (path) => {
    const { code, report } = evaluated(path, {
      'policies.json': { Policies: [{ ...policy, PolicyVersionList: [version] }], IsTruncated: false },
    });
    expect([code, report.errors, report.summary.observations]).toEqual([1, [], 1]);
    const failed = report.verdicts.filter(({ outcome }) => outcome === 'fail');
    expect(failed.map(({ control }) => control)).toContain('control-plane/no-administrator-grant');
  });

  const lists = {
    'list-policies': { Policies: [policy], IsTruncated: false },
    'list-roles': { Roles: [role] },
    'list-users': { Users: [{ UserName: 'a', Arn: 'arn:aws:iam::111122223333:user/a' }] },
    'list-groups': { Groups: [{ GroupName: 'a', Arn: 'arn:aws:iam::111122223333:group/a' }] },
    'list-attached-role-policies': { AttachedPolicies: [{ PolicyName: 'all', PolicyArn: arn }] },
    china: { Policies: [{ ...policy, Arn: 'arn:aws-cn:iam::111122223333:policy/all' }] },
  };
  const what = 'a list of AWS IAM that names policies or who has them, without the policies themselves';
  const instead = 'judge what comes of `aws iam get-account-authorization-details`';

  it.each(Object.entries(lists))('%s is named with what to give in its place', (_, list) => {
    const { code, report } = evaluated('list.json', { 'list.json': list });
    expect([code, report.errors]).toMatchObject([
      2,
      [{ code: 'to-be-rendered', message: `is ${what}`, remedy: instead }],
    ]);
    const inFolder = evaluated('.', { 'list.json': list, 'task.json': goodDefinition });
    expect([inFolder.code, inFolder.report.errors]).toEqual([0, []]);
    expect(inFolder.report.leftOut).toEqual([
      { file: 'list.json', reason: `unknown kind: ${what}: ${instead}` },
    ]);
  });

  it('lists of other services with the same keys are not taken for IAM’s', () => {
    const { report } = evaluated('.', {
      'a.json': { Groups: [{ name: 'x' }] },
      'b.json': { Policies: [{ Arn: 'arn:aws:organizations::1:policy/o' }] },
      'task.json': goodDefinition,
    });
    expect(report.leftOut?.map(({ reason }) => reason)).toEqual(['unknown kind', 'unknown kind']);
  });
});
