// Examples of registry-not-public: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { cloudTrail, policyDocument } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { pull } from './registry-not-public.ts';

const setPolicy = (principal: string | JsonObject, condition?: JsonObject) =>
  cloudTrail('ecr', 'SetRepositoryPolicy', {
    requestParameters: {
      registryId: '111122223333',
      repositoryName: 'shop/web',
      policyText: JSON.stringify(
        policyDocument({ Effect: 'Allow', Principal: principal, Action: pull, Condition: condition }),
      ),
      force: false,
    },
  });

const organisation = {
  version: 1,
  organisation: { accounts: { '111122223333': 'production', '444455556666': 'staging' } },
};

const replicated = (registryId: string | null) =>
  cloudTrail('ecr', 'PutReplicationConfiguration', {
    requestParameters: {
      replicationConfiguration: {
        rules: [
          {
            destinations: [{ region: 'eu-west-1', ...(registryId === null ? {} : { registryId }) }],
            repositoryFilters: [],
          },
        ],
      },
    },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'images are replicated to an account outside the organisation',
      given: replicated('999988887777'),
      policy: organisation,
      at: 'replicationConfiguration.rules[0].destinations[0].registryId',
      severity: 'high',
    },
    {
      says: 'a public repository is made',
      given: cloudTrail('ecr-public', 'CreateRepository', {
        requestParameters: { repositoryName: 'shop/web' },
      }),
      at: 'requestParameters.repositoryName',
    },
    {
      says: 'a public repository of a template',
      given: {
        Resources: {
          Web: { Type: 'AWS::ECR::PublicRepository', Properties: { RepositoryName: 'shop/web' } },
        },
      },
      at: 'RepositoryName',
    },
    {
      says: 'a public repository as AWS describes it',
      given: {
        ...{
          repositoryArn: 'arn:aws:ecr-public::111122223333:repository/shop/web',
          registryId: '111122223333',
        },
        ...{ repositoryName: 'shop/web', repositoryUri: 'public.ecr.aws/a1b2c3d4/shop/web' },
      },
      at: 'repositoryName',
    },
    {
      says: 'everybody may pull',
      given: setPolicy('*'),
      at: 'requestParameters.policyText.Statement[0].Principal',
    },
    {
      says: 'an account outside the organisation',
      given: setPolicy({ AWS: 'arn:aws:iam::999988887777:root' }),
      policy: organisation,
      at: 'requestParameters.policyText.Statement[0].Principal.AWS',
    },
    {
      says: 'everybody of another organisation',
      given: setPolicy('*', { StringEquals: { 'aws:PrincipalOrgID': ['o-acme123456', 'o-other12345'] } }),
      policy: { version: 1, organisation: { id: 'o-acme123456' } },
      at: 'requestParameters.policyText.Statement[0].Principal',
    },
  ],
  passes: [
    {
      says: 'images are replicated to another Region, and to an account of the organisation',
      given: replicated('444455556666'),
      policy: organisation,
    },
    {
      says: 'an account of the organisation',
      given: setPolicy({ AWS: 'arn:aws:iam::444455556666:root' }),
      policy: organisation,
    },
    {
      says: 'everybody of the organisation',
      given: setPolicy('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-acme123456' } }),
      policy: { version: 1, organisation: { id: 'o-acme123456' } },
    },
    {
      says: 'a service, which pulls for the account that uses it',
      given: setPolicy({ Service: 'lambda.amazonaws.com' }),
    },
    {
      says: 'the policy is taken away',
      given: cloudTrail('ecr', 'DeleteRepositoryPolicy', {
        requestParameters: { registryId: '111122223333', repositoryName: 'shop/web' },
      }),
    },
    { says: 'the own account', given: setPolicy({ AWS: 'arn:aws:iam::111122223333:role/build' }) },
  ],
  unknown: [
    {
      says: 'images are replicated to an account that is not named',
      given: replicated(null),
      policy: organisation,
    },
    {
      says: 'everybody of an organisation, where the policy names none',
      given: setPolicy('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-acme123456' } }),
    },
    {
      says: 'everybody through one’s own network, beside the own account',
      given: setPolicy(
        { AWS: ['111122223333', '*'] },
        { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } },
      ),
    },
    {
      says: 'a user who was deleted: an id is left',
      given: setPolicy({ AWS: 'AIDACKCEVSQ6C2EXAMPLE' }),
      policy: organisation,
    },
    { says: 'a principal of a kind that there is not', given: setPolicy({ Everybody: '*' }) },
    {
      says: 'another account, where the policy names none',
      given: setPolicy({ AWS: 'arn:aws:iam::444455556666:root' }),
    },
  ],
});
