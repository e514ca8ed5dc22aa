// The smallest events that examples are made from: one CloudTrail record, one Kubernetes audit event, and documents around them.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { type ExampleChange, merged } from './merge.ts';

const role = 'arn:aws:iam::111122223333:role/developer';

const assumedRole: JsonObject = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLEEXAMPLE123:kim',
  arn: 'arn:aws:sts::111122223333:assumed-role/developer/kim',
  accountId: '111122223333',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: role, accountId: '111122223333', userName: 'developer' },
    attributes: { mfaAuthenticated: 'true', creationDate: '2026-11-17T08:00:00Z' },
  },
};

/** userIdentity of the root user. */
export const rootUser: JsonObject = {
  type: 'Root',
  principalId: '111122223333',
  arn: 'arn:aws:iam::111122223333:root',
  accountId: '111122223333',
  userName: undefined,
  sessionContext: undefined,
};

/**
 * A successful management call as CloudTrail records it; `change` is laid over the record
 * (CloudTrail User Guide, "CloudTrail record contents").
 */
export function cloudTrail(service: string, operation: string, change: ExampleChange = {}): JsonObject {
  const record: JsonObject = {
    eventVersion: '1.11',
    userIdentity: assumedRole,
    eventTime: '2026-11-17T09:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName: operation,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: null,
    responseElements: null,
    requestID: '0f5e1c5e-1b9c-4a7a-9d55-3f1d2b6c7a10',
    eventID: '7d1a6d9e-2f5d-4a55-8e0b-5d1f0c4b2a11',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
  };
  return merged(record, change);
}

/** A permitted, completed request as the Kubernetes audit log records it (audit.k8s.io/v1). */
export function audit(verb: string, objectRef: JsonObject, change: ExampleChange = {}): JsonObject {
  const event: JsonObject = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: '3c2f6f3e-9a0e-4a86-8c8c-0a2a4c1b9d77',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/pods',
    verb,
    user: { username: 'kim@acme.test', groups: ['system:authenticated'] },
    sourceIPs: ['198.51.100.7'],
    objectRef,
    responseStatus: { code: 201 },
    requestReceivedTimestamp: '2026-11-17T09:00:00.000000Z',
    stageTimestamp: '2026-11-17T09:00:00.100000Z',
    annotations: { 'authorization.k8s.io/decision': 'allow' },
  };
  return merged(event, change);
}

/** A policy document with one statement. */
export function policyDocument(statement: JsonObject): JsonObject {
  return { Version: '2012-10-17', Statement: [statement] };
}

/** A role as GetRole returns it, for a service's workloads, with inline policies (RolePolicyList, as GetAccountAuthorizationDetails). */
export function roleDetails(trust: JsonObject, documents: readonly JsonObject[] = []): JsonObject {
  return {
    RoleDetailList: [
      {
        Path: '/',
        RoleName: 'shop-web-task',
        RoleId: 'AROAEXAMPLEEXAMPLE456',
        Arn: 'arn:aws:iam::111122223333:role/shop-web-task',
        CreateDate: '2026-01-05T10:00:00Z',
        AssumeRolePolicyDocument: trust,
        RolePolicyList: documents.map((document, index) => ({
          PolicyName: `inline-${index + 1}`,
          PolicyDocument: document,
        })),
        AttachedManagedPolicies: [],
        InstanceProfileList: [],
        Tags: [],
      },
    ],
    UserDetailList: [],
    GroupDetailList: [],
    Policies: [],
  };
}

/** A trust policy for one service, acting for the role's own account. */
export function trustOf(service: string): JsonObject {
  return policyDocument({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
  });
}
