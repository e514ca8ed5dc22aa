// Examples of no-foreign-trust: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { cloudTrail, policyDocument } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

const update = (principal: JsonObject, condition?: JsonObject) =>
  cloudTrail('iam', 'UpdateAssumeRolePolicy', {
    requestParameters: {
      roleName: 'deploy',
      policyDocument: JSON.stringify(
        policyDocument({
          Effect: 'Allow',
          Principal: principal,
          Action: 'sts:AssumeRole',
          Condition: condition,
        }),
      ),
    },
  });

const anybodyOf = (...organisations: string[]) =>
  update({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': organisations } });

const place = 'requestParameters.policyDocument.Statement[0].Principal.AWS';

const foreign = 'arn:aws:iam::999988887777:root';

const ours = { version: 1, organisation: { id: 'o-acme123456' } };

const known = {
  version: 1,
  organisation: { accounts: { '111122223333': 'production', '444455556666': 'staging' } },
  trust: { accounts: ['464622532012'] },
};

export const examples = (): Examples => ({
  fails: [
    {
      says: 'everybody',
      given: update({ AWS: '*' }),
      at: place,
      severity: 'critical',
    },
    {
      says: 'an account that nobody knows',
      given: update({ AWS: foreign }),
      policy: known,
      at: place,
      severity: 'critical',
    },
    {
      says: 'a vendor without an external id',
      given: update({ AWS: '464622532012' }),
      policy: known,
      at: place,
      severity: 'high',
    },
    {
      says: 'such a vendor, and an account that nobody knows',
      given: update({ AWS: ['464622532012', foreign] }),
      policy: known,
      at: `${place}[0]`,
      severity: 'critical',
    },
    {
      says: 'an account that is none of the organisation, where no vendors are named',
      given: update({ AWS: foreign }),
      policy: { version: 1, organisation: known.organisation },
      at: place,
    },
    {
      says: 'an account that is no vendor, where no accounts of the organisation are named',
      given: update({ AWS: foreign }),
      policy: { version: 1, trust: known.trust },
      at: place,
    },
    {
      says: 'everybody of one’s own and of another organisation',
      given: anybodyOf('o-acme123456', 'o-other12345'),
      policy: ours,
      at: place,
      severity: 'critical',
    },
    {
      says: 'everybody of another organisation, by a path of it',
      given: update(
        { AWS: '*' },
        { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-other12345/r-ab12/*'] } },
      ),
      policy: ours,
      at: place,
    },
  ],
  passes: [
    {
      says: 'everybody of the organisation, by a path of it',
      given: update(
        { AWS: '*' },
        { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-acme123456/r-ab12/*'] } },
      ),
      policy: ours,
    },
    {
      says: 'an account of the organisation',
      given: update({ AWS: 'arn:aws:iam::444455556666:role/build' }),
      policy: known,
    },
    {
      says: 'a vendor with an external id',
      given: update({ AWS: '464622532012' }, { StringEquals: { 'sts:ExternalId': 'acme-4711' } }),
      policy: known,
    },
    { says: 'the role’s own account', given: update({ AWS: 'arn:aws:iam::111122223333:root' }) },
    { says: 'everybody of the organisation', given: anybodyOf('o-acme123456'), policy: ours },
    {
      says: 'a service of AWS',
      given: update(
        { Service: 'ecs-tasks.amazonaws.com' },
        { StringEquals: { 'aws:SourceAccount': '111122223333' } },
      ),
    },
    {
      says: 'an identity provider',
      given: update(
        { Federated: 'cognito-identity.amazonaws.com' },
        {
          StringEquals: {
            'cognito-identity.amazonaws.com:aud': 'eu-central-1:0a1b2c3d-0000-4000-8000-123456789012',
          },
        },
      ),
    },
  ],
  unknown: [
    {
      says: 'another account, where the policy names none',
      given: update({ AWS: foreign }),
    },
    {
      says: 'everybody of an organisation, where the policy names none',
      given: anybodyOf('o-acme123456'),
    },
    {
      says: 'everybody through one’s own network, with an external id, beside the own account',
      given: update(
        { AWS: ['111122223333', '*'] },
        { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0', 'sts:ExternalId': 'acme-4711' } },
      ),
    },
    {
      says: 'a principal that was deleted: an id is left',
      given: update({ AWS: 'AIDACKCEVSQ6C2EXAMPLE' }),
      policy: known,
    },
    { says: 'a principal of a kind that there is not', given: update({ Everybody: '*' }) },
  ],
  notApplicable: [
    {
      says: 'a change that leaves the trust policy alone',
      given: cloudTrail('iam', 'AttachRolePolicy', {
        requestParameters: { roleName: 'deploy', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      }),
    },
  ],
});
