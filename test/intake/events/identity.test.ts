// One principal, seen in an event, in a document and in a description of its account, is one thing to keep findings on.
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../shared/intake/documents/read.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Subject } from '../../../shared/model/subject.ts';
import { account, call, observe } from './records.ts';

const arn = `arn:aws:iam::${account}:role/team/shop`;
const identity = `arn:aws:iam::${account}:role/shop`;
const role = { RoleName: 'shop', Path: '/team/', Arn: arn, AssumeRolePolicyDocument: { Statement: [] } };

function inDocument(document: JsonObject): Subject | undefined {
  const [result] = readDocuments(JSON.stringify(document), 'file.json');
  return result?.ok && result.intake.kind === 'observed' ? result.intake.observation.subjects[0] : undefined;
}

function inEvent(event: JsonObject): Subject | undefined {
  return observe(event).subjects.find(({ kind }) => kind === 'principal');
}

describe('a role with a path', () => {
  it('is the same in an event that tells its name alone', () => {
    const request = { roleName: 'shop', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
    expect(inEvent(call('iam:AttachRolePolicy', request))).toMatchObject({ identity, arn: identity });
  });

  it('is the same in an event that tells its path', () => {
    const created = { role: { path: '/team/', roleName: 'shop', arn } };
    const event = call('iam:CreateRole', { roleName: 'shop', path: '/team/' }, { responseElements: created });
    expect(inEvent(event)).toMatchObject({ identity, id: arn, arn });
  });

  it('is the same in the description of its account, which keeps its true ARN', () => {
    expect(inDocument({ RoleDetailList: [role] })).toMatchObject({ identity, id: arn, arn });
  });

  it('is the same by itself', () => {
    expect(inDocument({ Role: role })).toMatchObject({ identity, id: arn, arn });
  });
});

it('a managed policy of AWS keeps its path', () => {
  const policyArn = 'arn:aws:iam::aws:policy/job-function/SystemAdministrator';
  expect(inEvent(call('iam:SetDefaultPolicyVersion', { policyArn, versionId: 'v2' }))).toMatchObject({
    identity: policyArn,
  });
});
