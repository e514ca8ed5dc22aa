// Roles that anybody of a shared identity provider may take.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { contradict } from '../../iam/policy/contradiction.ts';
import type { Statement } from '../../iam/policy/document.ts';
import { statementCoversAction } from '../../iam/policy/match.ts';
import { parsePolicy } from '../../iam/policy/parse.ts';
import {
  claimsOf,
  demandsAudience,
  namesAudience,
  podsReach,
  subjectReach,
  type TokenClaim,
} from '../../iam/trust/federation.ts';
import { join } from '../../model/at.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import { globMatches, matchesAny } from '../../model/glob.ts';
import type { Principal } from '../../model/principal.ts';
import { type Severity, severityRank } from '../../model/severity.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';

/**
 * Providers with one issuer for all their customers: those that run jobs tell the subject, those of consumers the audience
 * (IAM User Guide, "Identity-provider controls for shared OIDC providers"; AWS's data perimeter examples, "Shared issuers").
 */
const jobs = [
  'token.actions.githubusercontent.com',
  'vstoken.actions.githubusercontent.com',
  'oidc-configuration.audit-log.githubusercontent.com',
  'gitlab.com',
  'app.terraform.io',
  'api.pulumi.com/oidc',
  'agent.buildkite.com',
  'oidc.codefresh.io',
  'oidc.vercel.com',
  'scalr.io',
  'proidc.upbound.io',
  'tokens.cloud.shisho.dev',
  'sandboxes.cloud',
  'studio.datachain.ai/api',
  // IBM Turbonomic
  'rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7',
  'rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr',
  'rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg',
  'rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26',
  'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb',
  'oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu',
];
const consumers = [
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'www.amazon.com',
  'graph.facebook.com',
];

export const noOpenFederation = defineControl({
  id: 'blast-radius/no-open-federation',
  title: 'Identity providers open a role to named subjects only',
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
  why: 'The provider signs tokens for every customer it has. Without a condition on the subject, any repository in the world can assume the role.',
  fix: 'Demand the `sub` of the repository and branch meant (and the `aud`) with StringEquals, or StringLike with the owner and repository written out.',
  allows: [
    'providers of one’s own: SAML, a tenant of an identity service',
    'the issuer of an EKS cluster, for the service accounts of one namespace at most',
    'any branch or environment of one repository (`repo:acme/web:*`)',
    'a whole organisation, for roles that `people.delivery-pipelines` lists; where the audience is demanded it weighs medium',
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
  const { effect, conditions } = statement;
  return (
    effect === 'Allow' &&
    !contradict(conditions) &&
    statementCoversAction(statement, 'sts:AssumeRoleWithWebIdentity')
  );
}

interface Found extends Evidence {
  readonly severity: Severity;
}

/** The worst opening counts. */
function judgement(found: readonly Found[]): Judgement {
  const told = found.map(({ severity: _, ...one }) => one);
  if (told.length === 0) return pass;
  const worst = found.map(({ severity }) => severity).sort((a, b) => severityRank(b) - severityRank(a))[0];
  return worst === undefined || worst === 'critical' ? fail(told) : fail(told, { severity: worst });
}

interface Opening {
  readonly issuer: string;
  readonly of: 'jobs' | 'consumers' | 'cluster';
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
    const listed = (['jobs', 'consumers'] as const).find((kind) =>
      shared[kind].some((glob) => globMatches(glob, issuer)),
    );
    const of = listed ?? (isClusterIssuer(issuer) ? 'cluster' : undefined);
    return of === undefined ? [] : [{ issuer, of, path, statement }];
  });
}

/** EKS User Guide, "IAM roles for service accounts": one issuer for each cluster, every pod of which has tokens of it. */
function isClusterIssuer(issuer: string): boolean {
  return /^oidc\.eks\.[\w.${}:<>-]+\/id\//.test(issuer);
}

const writtenOut = 'owner and repository written out';

/** What was read, and where; null: nothing is there. */
interface Read {
  readonly path: string;
  readonly values: readonly string[] | null;
}

type Tell = (read: Read, wanted: string, who: string, severity?: Severity) => Found[];

function judgeOpening(role: Principal, opening: Opening, pipeline: boolean): Found[] {
  const { issuer, of, path: place } = opening;
  const claims = claimsOf(opening.statement.conditions, issuer);
  const tell: Tell = ({ path, values }, wanted, who, severity = 'critical') => {
    const message = `${role.name} may be assumed by ${who} of ${issuer}`;
    return [{ ...evidence(join(role.trust.path, path), values && [...values], wanted, message), severity }];
  };
  if (of === 'cluster') return judgePods(claims, place, tell);
  if (of === 'jobs') return judgeJobs(role, opening, pipeline, tell);
  if (namesAudience(claims)) return [];
  return tell({ path: place, values: null }, 'a condition on the audience', 'users of every application');
}

function judgePods(claims: readonly TokenClaim[], place: string, tell: Tell): Found[] {
  const { open, claim } = podsReach(claims);
  if (!open) return [];
  const wanted = 'namespace and service account written out';
  return tell(claim ?? { path: place, values: null }, wanted, 'every pod', 'high');
}

function judgeJobs(
  role: Principal,
  { issuer, path: place, statement }: Opening,
  pipeline: boolean,
  tell: Tell,
): Found[] {
  const claims = claimsOf(statement.conditions, issuer);
  const { reach, claim } = subjectReach(claims);
  const ofOne = reach === 'organisation';
  if (reach === 'named' || (ofOne && pipeline)) return [];
  if (reach === 'mistaken' && claim !== null) {
    const message = `the subject that ${role.name} demands of ${issuer} names no repository as its tokens do`;
    const path = join(role.trust.path, claim.path);
    return [{ ...evidence(path, [...claim.values], writtenOut, message), severity: 'low' }];
  }
  const who = ofOne ? 'every repository of an organisation' : 'jobs of any customer';
  if (claim === null) return tell({ path: place, values: null }, 'a condition on the subject', who);
  return tell(claim, writtenOut, who, ofOne && demandsAudience(claims) ? 'medium' : 'critical');
}
