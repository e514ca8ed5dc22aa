// Trusts in identity providers that open a role too far, and those that look like it.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { cloudTrail, policyDocument } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

const issuer = 'token.actions.githubusercontent.com';
const provider = `arn:aws:iam::111122223333:oidc-provider/${issuer}`;

const trust = (federated: string, condition: JsonObject) =>
  policyDocument({
    Effect: 'Allow',
    Principal: { Federated: federated },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  });

const github = (sub: string) =>
  trust(provider, {
    StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${issuer}:sub`]: sub },
  });

const cluster = 'oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE';
const pods = (operator: string, sub?: string) =>
  trust(`arn:aws:iam::111122223333:oidc-provider/${cluster}`, {
    StringEquals: { [`${cluster}:aud`]: 'sts.amazonaws.com' },
    ...(sub === undefined ? {} : { [operator]: { [`${cluster}:sub`]: sub } }),
  });

const byAudience = (host: string, audience: string) =>
  trust(`arn:aws:iam::111122223333:oidc-provider/${host}`, { StringEquals: { [`${host}:aud`]: audience } });

const exactly = (sub: string) => trust(provider, { StringEquals: { [`${issuer}:sub`]: sub } });

const create = (document: JsonObject) =>
  cloudTrail('iam', 'CreateRole', {
    requestParameters: { roleName: 'github-deploy', assumeRolePolicyDocument: JSON.stringify(document) },
  });

export const examples = (): Examples => ({
  fails: [
    {
      says: 'GitHub Actions by audience alone',
      given: trust(provider, { StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' } }),
      at: 'Statement[0].Principal.Federated',
    },
    {
      says: 'any repository whose owner begins with a name',
      given: github('repo:acme*'),
      at: `Statement[0].Condition.StringLike.${issuer}:sub`,
    },
    {
      says: 'a whole organisation, for a role that is no listed pipeline',
      given: create(github('repo:acme/*')),
      severity: 'medium',
      at: `requestParameters.assumeRolePolicyDocument.Statement[0].Condition.StringLike.${issuer}:sub`,
    },
    {
      says: 'a subject that any repository may give itself',
      given: exactly('environment:production'),
      at: `Statement[0].Condition.StringEquals.${issuer}:sub`,
    },
    {
      says: 'a wildcard where StringEquals takes it as it is',
      given: exactly('*'),
      at: `Statement[0].Condition.StringEquals.${issuer}:sub`,
    },
    {
      says: 'a subject of no form that tokens have',
      given: exactly('deploy'),
      at: `Statement[0].Condition.StringEquals.${issuer}:sub`,
    },
    {
      says: 'a subject whose repository follows what the workflow calls itself',
      given: exactly('workflow:release:repo:acme/web'),
      at: `Statement[0].Condition.StringEquals.${issuer}:sub`,
    },
    {
      says: 'any pod of a cluster',
      given: pods('StringLike'),
      at: 'Statement[0].Principal.Federated',
      severity: 'high',
    },
    ...[
      'system:serviceaccount:*:*',
      'system:serviceaccount:*',
      '*',
      'system:serviceaccount:*:web',
      'system:*',
    ].map((sub) => ({
      says: `pods of any namespace, by ${sub}`,
      given: pods('StringLike', sub),
      at: `Statement[0].Condition.StringLike.${cluster}:sub`,
      severity: 'high' as const,
    })),
    ...[
      ['agent.buildkite.com', 'sts.amazonaws.com'],
      ['oidc.vercel.com', 'https://vercel.com/acme'],
      ['oidc.codefresh.io', 'sts.amazonaws.com'],
      ['scalr.io', 'aws.scalr-run-workload'],
      ['proidc.upbound.io', 'sts.amazonaws.com'],
    ].map(([host = '', audience = '']) => ({
      says: `${host} by audience alone`,
      given: byAudience(host, audience),
      at: 'Statement[0].Principal.Federated',
      severity: 'critical' as const,
    })),
    {
      says: 'a whole organisation without a word on the audience',
      given: trust(provider, { StringLike: { [`${issuer}:sub`]: 'repo:acme/*' } }),
      at: `Statement[0].Condition.StringLike.${issuer}:sub`,
      severity: 'critical',
    },
    {
      says: 'any identity pool of Cognito',
      given: trust('cognito-identity.amazonaws.com', {
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
      }),
      at: 'Statement[0].Principal.Federated',
    },
  ],
  passes: [
    { says: 'one service account', given: pods('StringEquals', 'system:serviceaccount:shop:web') },
    {
      says: 'the service accounts of one namespace',
      given: pods('StringLike', 'system:serviceaccount:shop:*'),
    },
    {
      says: 'service accounts of one namespace whose names begin alike',
      given: pods('StringLike', 'system:serviceaccount:shop:web-*'),
    },
    {
      says: 'one pipeline of Buildkite',
      given: trust('arn:aws:iam::111122223333:oidc-provider/agent.buildkite.com', {
        StringLike: { 'agent.buildkite.com:sub': 'organization:acme:pipeline:web:*' },
      }),
    },
    { says: 'one repository', given: github('repo:acme/web:*') },
    { says: 'one branch', given: exactly('repo:acme/web:ref:refs/heads/main') },
    {
      says: 'a whole organisation, for a listed pipeline',
      given: create(github('repo:acme/*')),
      policy: { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/github-deploy'] } },
    },
    {
      says: 'one identity pool',
      given: trust('cognito-identity.amazonaws.com', {
        StringEquals: {
          'cognito-identity.amazonaws.com:aud': 'eu-central-1:0a1b2c3d-0000-4000-8000-123456789012',
        },
      }),
    },
  ],
  unknown: [
    { says: 'a trust policy that is none', given: create({ Version: '2012-10-17', Statement: 'none' }) },
  ],
  notApplicable: [
    {
      says: 'a change that leaves the trust policy alone',
      given: cloudTrail('iam', 'AttachRolePolicy', {
        requestParameters: { roleName: 'deploy', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      }),
    },
    {
      says: 'a provider of one’s own',
      given: trust('arn:aws:iam::111122223333:oidc-provider/gitlab.acme.example', {
        StringEquals: { 'gitlab.acme.example:aud': 'https://gitlab.acme.example' },
      }),
    },
    {
      says: 'the team’s own issuer at a provider that has a shared one too',
      given: trust('arn:aws:iam::111122223333:oidc-provider/oidc.vercel.com/acme', {
        StringEquals: { 'oidc.vercel.com/acme:aud': 'https://vercel.com/acme' },
      }),
    },
  ],
});
