// Roles that anybody of a shared identity provider may take.
import { z } from 'zod';
import type { Statement } from '../../iam/policy/document.ts';
import { statementCoversAction } from '../../iam/policy/match.ts';
import { parsePolicy } from '../../iam/policy/parse.ts';
import { claimsOf, namesAudience, subjectReach } from '../../iam/trust/federation.ts';
import { join } from '../../model/at.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { globMatches, matchesAny } from '../../model/glob.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Principal } from '../../model/principal.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { cloudTrail, policyDocument } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

/** Providers with one issuer for all their customers: those that run jobs tell the subject, those of consumers the audience. */
const jobs = ['token.actions.githubusercontent.com', 'gitlab.com', 'app.terraform.io', 'api.pulumi.com/oidc'];
const consumers = [
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'www.amazon.com',
  'graph.facebook.com',
];

export const noOpenFederation = defineControl({
  id: 'blast-radius/no-open-federation',
  title: 'Shared identity providers open a role to named subjects only',
  severity: 'critical',
  stage: 'stable',
  judges: ['principal'],
  platforms: ['iam'],
  parameters: z.object({
    jobs: z.array(z.string()).default(jobs).describe('Shared issuers that run jobs: a subject must be named'),
    consumers: z
      .array(z.string())
      .default(consumers)
      .describe('Shared issuers of consumers: an audience must be named'),
  }),
  references: { nist: ['4.3.2'], attack: ['T1199', 'T1078.004', 'T1195.002'] },
  why: 'The provider signs tokens for every customer it has. Without a condition on the subject, any repository in the world may take the role.',
  fix: 'Demand the `sub` of the repository and branch meant (and the `aud`) with StringEquals, or StringLike with the owner and repository written out.',
  allows: [
    'providers of one’s own: SAML, the issuer of an EKS cluster, a tenant of an identity service',
    'any branch or environment of one repository (`repo:acme/web:*`)',
    'a whole organisation, for roles that `people.delivery-pipelines` lists',
    'subjects told by another claim of the provider, such as repository_id or job_workflow_ref',
    'a subject that fits no token, such as a wildcard under StringEquals, weighs low: nobody gets in until somebody mends it with StringLike',
  ],
  response: 'restore-trust',
  judge: (principal, { parameters, policy }) => {
    const { trust, arn, identity } = principal;
    if (trust.value === null) return notApplicable('no trust policy to judge');
    const parsed = parsePolicy(trust.value);
    if (!parsed.ok) return unknown(`the trust policy cannot be read at ${parsed.path}: ${parsed.reason}`);
    const pipeline = matchesAny(policy.people.deliveryPipelines ?? [], arn ?? identity);
    const openings = parsed.policy.statements
      .filter(opens)
      .flatMap((statement) => openingsOf(statement, parameters));
    if (openings.length === 0) return notApplicable('no shared identity provider is trusted');
    return judgement(openings.flatMap((opening) => judgeOpening(principal, opening, pipeline)));
  },
});

function opens(statement: Statement): boolean {
  return statement.effect === 'Allow' && statementCoversAction(statement, 'sts:AssumeRoleWithWebIdentity');
}

interface Found extends Evidence {
  /** True where the condition is a mistake that lets nobody in yet. */
  readonly closed: boolean;
}

function judgement(found: readonly Found[]): Judgement {
  const told = found.map(({ closed: _, ...one }) => one);
  if (told.length === 0) return pass;
  return found.every(({ closed }) => closed) ? fail(told, { severity: 'low' }) : fail(told);
}

interface Opening {
  readonly issuer: string;
  readonly of: 'jobs' | 'consumers';
  readonly path: string;
  readonly statement: Statement;
}

/** One for each shared issuer that the statement names, by host or by the ARN of its provider. */
function openingsOf(
  statement: Statement,
  shared: { jobs: readonly string[]; consumers: readonly string[] },
): Opening[] {
  return (statement.principals ?? []).flatMap(({ type, value, path }): Opening[] => {
    if (type !== 'Federated') return [];
    const issuer = value.slice(value.indexOf(':oidc-provider/') + 1).replace(/^oidc-provider\//, '');
    const of = (['jobs', 'consumers'] as const).find((kind) =>
      shared[kind].some((glob) => globMatches(glob, issuer)),
    );
    return of === undefined ? [] : [{ issuer, of, path, statement }];
  });
}

const writtenOut = 'owner and repository written out';

function judgeOpening(role: Principal, opening: Opening, pipeline: boolean): Found[] {
  const claims = claimsOf(opening.statement.conditions, opening.issuer);
  const tell = (path: string, found: string[] | null, wanted: string, who: string) => {
    const message = `${role.name} may be assumed by ${who} of ${opening.issuer}`;
    return [{ ...evidence(join(role.trust.path, path), found, wanted, message), closed: false }];
  };
  if (opening.of === 'consumers') {
    if (namesAudience(claims)) return [];
    return tell(opening.path, null, 'a condition on the audience', 'users of every application');
  }
  const { reach, claim } = subjectReach(claims);
  if (reach === 'named' || (reach === 'organisation' && pipeline)) return [];
  if (reach === 'mistaken' && claim !== null) {
    const message = `the subject that ${role.name} demands of ${opening.issuer} names no repository as its tokens do`;
    const path = join(role.trust.path, claim.path);
    return [{ ...evidence(path, [...claim.values], writtenOut, message), closed: true }];
  }
  const who = reach === 'organisation' ? 'every repository of an organisation' : 'jobs of any customer';
  if (claim === null) return tell(opening.path, null, 'a condition on the subject', who);
  return tell(claim.path, [...claim.values], writtenOut, who);
}

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
      says: 'any identity pool of Cognito',
      given: trust('cognito-identity.amazonaws.com', {
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
      }),
      at: 'Statement[0].Principal.Federated',
    },
  ],
  passes: [
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
      says: 'the issuer of an EKS cluster',
      given: trust('arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE', {
        StringEquals: { 'oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE:aud': 'sts.amazonaws.com' },
      }),
    },
  ],
});
