// Who is let in: member roles by the deployment's exact roles, the home bus by forwarders with AWS's own sources. In templates.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dig, listOf, objectOf, stringOf } from '../../shared/model/json.ts';
import { actionsOf, ofType, readYaml, resources, serverless, statementsOf } from './deployment.ts';

const values: Readonly<Record<string, string>> = {
  ...{ HomeAccount: '111122223333', 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws' },
  ...{ HomeRegion: 'eu-central-1', 'aws:region': 'eu-central-1', 'AWS::Region': 'eu-central-1' },
  ...{ Stage: 'production', 'sls:stage': 'production' },
};
/** A text of a template, or its `!Sub`, with its placeholders filled in. */
const filled = (value: unknown) =>
  (stringOf(dig(value, 'Fn::Sub')) ?? String(value)).replaceAll(
    /\$\{([\w:]+)\}/g,
    (_, name) => values[name] ?? `?${name}?`,
  );
const resourceIn = (file: string, id: string) => dig(readYaml(file), 'Resources', id, 'Properties');
const conditionOf = (role: unknown) =>
  objectOf(dig(listOf(dig(role, 'AssumeRolePolicyDocument', 'Statement'))[0], 'Condition'));

/** ARNs of the deployment's roles that may take a role of this name. */
function takersOf(name: string): readonly string[] {
  const takes = (role: unknown) =>
    statementsOf(role).some(
      (statement) =>
        actionsOf(statement).includes('sts:AssumeRole') &&
        filled(statement.Resource).endsWith(`:role/${name}`),
    );
  return ofType('AWS::IAM::Role')
    .filter(([, role]) => takes(role))
    .map(([, { RoleName }]) => `arn:aws:iam::111122223333:role/${filled(RoleName)}`)
    .toSorted();
}

describe('a role in a member account', () => {
  it.each([
    ['deploy/member-account.yml', 'ReadRole', 'seawall-read'],
    ['deploy/member-respond.yml', 'RespondRole', 'seawall-respond'],
    ['deploy/member-findings.yml', 'FindingsRole', 'seawall-findings'],
  ])('of %s lets in exactly the roles of the deployment that take it, by its id', (file, id, name) => {
    const role = resourceIn(file, id);
    expect(dig(role, 'RoleName')).toBe(name);
    const { StringEquals, ArnEquals, ...others } = conditionOf(role);
    expect(others).toEqual({});
    const principals = [dig(ArnEquals, 'aws:PrincipalArn')].flat().map(filled);
    expect(principals.toSorted()).toEqual(takersOf(name));
    expect(principals.filter((arn) => /[*?]/.test(arn))).toEqual([]);
    const named = filled(dig(serverless.provider, 'environment', 'SEAWALL_EXTERNAL_ID'));
    expect(filled(dig(StringEquals, 'sts:ExternalId'))).toBe(named);
    expect(dig(StringEquals, 'aws:PrincipalOrgID')).toEqual({ Ref: 'OrganizationId' });
  });
});

it('the role that changes things at home lets in respond’s role alone, which is the only one to take it', () => {
  const role = resources.RespondActRole?.Properties;
  expect(dig(role, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
    {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
      Principal: { AWS: { 'Fn::GetAtt': ['RespondRole', 'Arn'] } },
    },
  ]);
  const { RoleName } = objectOf(role);
  expect(takersOf(filled(RoleName))).toEqual([
    'arn:aws:iam::111122223333:role/seawall-production-eu-central-1-respond',
  ]);
});

describe('the home bus', () => {
  it('lets in forwarders of the organisation with events of AWS’s own, which no partner sends', () => {
    const { Condition, Principal } = objectOf(dig(resources.HomeBusPolicy, 'Properties', 'Statement'));
    expect(resources.HomeBusPolicy?.Condition).toBe('HasOrganization');
    expect(Principal).toBe('*');
    const { ArnLike, ...others } = objectOf(Condition);
    expect(filled(dig(ArnLike, 'aws:PrincipalArn'))).toBe('arn:aws:iam::*:role/seawall-forward-*');
    expect(others).toEqual({
      StringEquals: { 'aws:PrincipalOrgID': { Ref: 'Organization' } },
      'ForAllValues:StringLike': { 'events:source': ['aws.*'] },
      'ForAllValues:StringNotLike': { 'events:source': ['aws.partner/*'] },
    });
  });

  it.each([
    'deploy/member-account.yml',
    'deploy/global-forwarding.yml',
  ])('knows the forwarder of %s by its name', (file) => {
    expect(filled(dig(resourceIn(file, 'ForwardRole'), 'RoleName'))).toMatch(/^seawall-forward-/);
  });
});

it('templates that CloudFormation reads as they are hold no YAML alias, which it refuses', () => {
  for (const file of globSync('deploy/*.yml'))
    expect([file, readFileSync(file, 'utf8').match(/(?:^|[\s:[-])[*&][A-Za-z]\w*/gm)]).toEqual([file, null]);
});
