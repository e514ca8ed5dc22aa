// The session policy of one call: what a role is narrowed to while that call is sent, whatever else the role may do. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FactPlace } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';

/** Null for calls that IAM has no say in: what Kubernetes allows, RBAC decides. */
export function sessionPolicyFor(call: PlannedCall, place: FactPlace): JsonObject | null {
  if (call.service === 'kubernetes') return null;
  return policyOf([own(call, place), ...besides(call)]);
}

/** All that sessions which only read may do, in a role that may do more. */
export const readingOnly: JsonObject = policyOf([
  {
    Effect: 'Allow',
    Action: [
      ...[
        'application-autoscaling',
        'cloudtrail',
        'ec2',
        'ecr',
        'ecs',
        'eks',
        'elasticloadbalancing',
        'events',
        'guardduty',
        'iam',
        'inspector2',
      ].flatMap((prefix) => [`${prefix}:Describe*`, `${prefix}:Get*`, `${prefix}:List*`]),
      'ecr:BatchGet*',
      'inspector2:BatchGet*',
      'iam:GenerateServiceLastAccessedDetails',
    ],
    Resource: '*',
  },
]);

/** The IAM action of a call: Application Auto Scaling alone has another prefix than its name in the SDK. */
export function permissionFor({ service, operation }: Pick<PlannedCall, 'service' | 'operation'>): string {
  return `${service === 'application-auto-scaling' ? 'application-autoscaling' : service}:${operation}`;
}

function policyOf(Statement: readonly JsonObject[]): JsonObject {
  return { Version: '2012-10-17', Statement: [...Statement] };
}

function own(call: PlannedCall, { account, region }: FactPlace): JsonObject {
  const equal = {
    ...(region === null ? {} : { 'aws:RequestedRegion': region }),
    // Without a policy's name nothing is attached or detached.
    ...(/^(?:At|De)tach/.test(call.operation) ? named('iam:PolicyARN', call.parameters.PolicyArn ?? '') : {}),
    ...named('iam:PermissionsBoundary', call.parameters.PermissionsBoundary),
  };
  return {
    ...{ Effect: 'Allow', Action: permissionFor(call), Resource: resourcesOf(call, { account, region }) },
    ...(Object.keys(equal).length === 0 ? {} : { Condition: { StringEquals: equal } }),
  };
}

function named(key: string, value: unknown): JsonObject {
  return value === undefined ? {} : { [key]: typeof value === 'string' ? literal(value) : '' };
}

const kinds = [
  ['RoleName', 'role'],
  ['UserName', 'user'],
  ['GroupName', 'group'],
] as const;

/** What IAM changes is named by the call, but for its path. Where a group gets or loses a user, the group is the resource. */
function resourcesOf(
  { service, operation, parameters }: PlannedCall,
  { account, region }: FactPlace,
): string | string[] {
  if (service === 'logs') {
    // Service Authorization Reference, "Amazon CloudWatch Logs": the resource of GetLogEvents is one stream.
    const { logGroupName, logStreamName } = parameters;
    const within = `log-group:${literal(String(logGroupName))}:log-stream:${literal(String(logStreamName))}`;
    return `arn:*:logs:${region ?? '*'}:${account ?? '*'}:${within}`;
  }
  if (service !== 'iam') return '*';
  if (operation === 'SetDefaultPolicyVersion') return literal(String(parameters.PolicyArn));
  const membership = /^(?:AddUserTo|RemoveUserFrom)Group$/.test(operation);
  const kind = kinds.find(
    ([key]) => typeof parameters[key] === 'string' && !(membership && key === 'UserName'),
  );
  // Every change of IAM names what it changes: one that does not is allowed nothing.
  if (kind === undefined) return `arn:*:iam::${account ?? '*'}:nothing/nothing`;
  const name = literal(String(parameters[kind[0]]));
  const arn = `arn:*:iam::${account ?? '*'}:${kind[1]}`;
  return [`${arn}/${name}`, `${arn}/*/${name}`];
}

/** What stands in a policy is a pattern (IAM User Guide, "Policy variables": `${*}`, `${?}` and `${$}` stand for the characters). */
function literal(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}

/** What AWS asks for beside the call itself. Actions declare these among their permissions. */
function besides({ service, operation, parameters }: PlannedCall): readonly JsonObject[] {
  const allow = (Action: string | string[], Condition?: JsonObject): JsonObject => ({
    ...{ Effect: 'Allow', Action, Resource: '*' },
    ...(Condition === undefined ? {} : { Condition }),
  });
  switch (`${service}.${operation}`) {
    // IAM User Guide, "Granting a user permissions to pass a role to an AWS service".
    case 'ecs.UpdateService':
      return [allow('iam:PassRole', { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } })];
    // Amazon EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation".
    case 'ec2.AuthorizeSecurityGroupIngress':
      return parameters.TagSpecifications === undefined
        ? []
        : [
            allow('ec2:CreateTags', {
              StringEquals: { 'ec2:CreateAction': 'AuthorizeSecurityGroupIngress' },
            }),
          ];
    // Application Auto Scaling User Guide, "Permissions validation for API calls on target resources": it tries, as the caller, what it
    // will do to the service. Which that is on ECS: Amazon ECS Developer Guide, "IAM permissions required for service auto scaling".
    case 'application-auto-scaling.RegisterScalableTarget':
      return [allow(['ecs:DescribeServices', 'ecs:UpdateService'])];
    default:
      return [];
  }
}
