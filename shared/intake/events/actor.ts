// Who made an AWS call: CloudTrail's userIdentity resolved to one kind of actor.
// SPDX-License-Identifier: Apache-2.0
// Shapes: CloudTrail User Guide, "CloudTrail userIdentity element".
import type { Actor, ActorKind } from '../../model/actor.ts';
import { parseArn, roleOfSession } from '../../model/arn.ts';
import { matchesAny } from '../../model/glob.ts';
import { booleanOf, dig, isObject, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { PolicyView } from '../../model/policy-view.ts';

type People = PolicyView['people'] | null;

/** What else the record tells about its caller. */
export interface CallerTraits {
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
  /** `additionalEventData`: sign-in events tell MFA and SAML there. */
  readonly additional: JsonObject | null;
}

/** Who stands behind `userIdentity`. A missing or unreadable identity is an actor of kind `unknown`, never an error. */
export function actorOf(userIdentity: unknown, traits: CallerTraits, people: People): Actor {
  const identity = objectOf(userIdentity);
  const arn = stringOf(identity.arn);
  const invokedBy = stringOf(identity.invokedBy);
  const session = sessionOf(identity, arn);
  const root = identity.type === 'Root';
  const principal = session?.role ?? arn ?? stringOf(identity.principalId);
  const federated = isFederated(identity, session, traits.additional);
  return {
    kind: kindOf(identity, { invokedBy, session, principal, federated, people }),
    name: nameOf(identity, session, root, invokedBy),
    arn,
    principal: identity.type === 'AWSService' ? null : principal,
    principalId: stringOf(identity.principalId),
    // CloudTrail User Guide, "CloudTrail userIdentity element", "AWS STS source identity".
    sourceIdentity: stringOf(dig(identity, 'sessionContext', 'sourceIdentity')),
    directoryUser: stringOf(dig(identity, 'onBehalfOf', 'userId')),
    accountId: stringOf(identity.accountId) ?? parseArn(arn)?.account ?? null,
    root,
    mfa: mfaOf(identity, traits.additional),
    federated,
    invokedBy,
    sourceAddress: traits.sourceAddress,
    userAgent: traits.userAgent,
    groups: [],
  };
}

/** An assumed role: the role itself and the name its taker gave the session. */
export interface Session {
  readonly role: string | null;
  readonly roleName: string;
  readonly name: string;
}

function sessionOf(identity: JsonObject, arn: string | null): Session | null {
  const parsed = parseArn(arn);
  const assumed = parsed?.service === 'sts' && parsed.resource.startsWith('assumed-role/');
  if (identity.type !== 'AssumedRole' && !assumed) return null;
  const [, roleName = '', name = ''] = assumed ? parsed.resource.split('/') : [];
  const issuer = stringOf(dig(identity, 'sessionContext', 'sessionIssuer', 'arn'));
  // The session's ARN leaves out the role's path; the issuer's has it.
  const derived = arn === null ? null : roleOfSession(arn);
  const afterColon = stringOf(identity.principalId)?.split(':')[1] ?? '';
  const issuerName = stringOf(dig(identity, 'sessionContext', 'sessionIssuer', 'userName')) ?? '';
  return { role: issuer ?? derived, roleName: roleName || issuerName, name: name || afterColon };
}

interface Clues {
  readonly invokedBy: string | null;
  readonly session: Session | null;
  readonly principal: string | null;
  readonly federated: boolean;
  readonly people: People;
}

const personTypes = new Set([
  'Root',
  'IAMUser',
  'FederatedUser',
  'SAMLUser',
  'WebIdentityUser',
  'IdentityCenterUser',
  'Directory',
]);

function kindOf(identity: JsonObject, clues: Clues): ActorKind {
  const { invokedBy, session, principal, people } = clues;
  if (identity.type === 'AWSService') return 'aws-service';
  // CloudFormation makes the calls of a deployment in its caller's name: they are the pipeline's all the same.
  if (isPipeline(people, [principal, stringOf(identity.arn)])) return 'pipeline';
  if (isService(invokedBy)) return 'aws-service';
  if (principal === null && session === null)
    return personTypes.has(String(identity.type)) ? 'person' : 'unknown';
  if (session?.role?.includes(':role/aws-service-role/')) return 'aws-service';
  if (session !== null) return sessionKind(identity, clues.federated);
  if (personTypes.has(String(identity.type))) return 'person';
  // A cross-account or service principal that the record names by account or role alone.
  return identity.type === undefined && parseArn(principal)?.resource.startsWith('user/')
    ? 'person'
    : 'unknown';
}

/** `signin.amazonaws.com` is the console: the person at it made the call. */
function isService(invokedBy: string | null): boolean {
  return invokedBy !== null && invokedBy !== '' && invokedBy !== 'signin.amazonaws.com';
}

export function isPipeline(people: People, names: readonly (string | null)[]): boolean {
  const patterns = people?.deliveryPipelines ?? [];
  return names.some((name) => name !== null && matchesAny(patterns, name));
}

/** Anything that is not recognisably a machine counts as a person: the careful reading, since controls on persons are the strict ones. */
function sessionKind(identity: JsonObject, federated: boolean): ActorKind {
  if (federated && !fromCluster(identity)) return 'person';
  return fromCluster(identity) || isMachineSession(identity) ? 'workload' : 'person';
}

/** Roles for service accounts: the provider is the cluster's own (EKS User Guide, "IAM roles for service accounts"). */
const clusterProvider = /:oidc-provider\/oidc\.eks\.[a-z0-9-]{1,30}\.amazonaws\.com(?:\.cn)?\/id\//;

function fromCluster(identity: JsonObject): boolean {
  return clusterProvider.test(providerOf(identity) ?? '');
}

function providerOf(identity: JsonObject): string | null {
  return stringOf(dig(identity, 'sessionContext', 'webIdFederationData', 'federatedProvider'));
}

/**
 * CloudTrail's own words (User Guide, "userIdentity element"): for which resource the credentials were issued, or that the
 * instance metadata service handed them out. The session's name proves nothing, though AWS gives machines names of a form of
 * their own: whoever assumes a role chooses it. So with the user agent.
 */
function isMachineSession(identity: JsonObject): boolean {
  const vouching = [
    dig(identity, 'inScopeOf', 'issuerType'),
    dig(identity, 'inScopeOf', 'credentialsIssuedTo'),
    dig(identity, 'sessionContext', 'ec2RoleDelivery'),
  ];
  return vouching.some((value) => typeof value === 'string' && value !== '');
}

const federatedTypes = new Set(['SAMLUser', 'WebIdentityUser', 'IdentityCenterUser', 'Directory']);

function isFederated(identity: JsonObject, session: Session | null, additional: JsonObject | null): boolean {
  if (federatedTypes.has(String(identity.type)) || isObject(identity.onBehalfOf)) return true;
  if (
    session?.roleName.startsWith('AWSReservedSSO_') ||
    session?.role?.includes(':role/aws-reserved/sso.amazonaws.com/')
  )
    return true;
  return (providerOf(identity) ?? '') !== '' || typeof additional?.SamlProviderArn === 'string';
}

function mfaOf(identity: JsonObject, additional: JsonObject | null): boolean | null {
  const inSession = booleanOf(dig(identity, 'sessionContext', 'attributes', 'mfaAuthenticated'));
  if (additional?.MFAUsed === 'Yes') return true;
  if (additional?.MFAUsed === 'No') return inSession ?? false;
  return inSession;
}

function nameOf(
  identity: JsonObject,
  session: Session | null,
  root: boolean,
  invokedBy: string | null,
): string {
  if (root) return 'root';
  if (session !== null)
    return [session.roleName, session.name].filter((part) => part !== '').join('/') || 'assumed role';
  const known = stringOf(identity.userName) ?? parseArn(stringOf(identity.arn))?.resource ?? invokedBy;
  return known ?? stringOf(identity.principalId) ?? stringOf(identity.accountId) ?? 'unknown';
}
