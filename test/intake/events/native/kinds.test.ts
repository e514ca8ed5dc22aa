// Every kind of native event that is read has an example here, and is observed; every kind that says nothing is dropped.
import { describe, expect, it } from 'vitest';
import { definedEvents } from '../../../../shared/intake/events/native/index.ts';
import type { JsonObject } from '../../../../shared/model/json.ts';
import { account, native, observe, reason, region } from '../records.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
const digest = `sha256:${'cd'.repeat(32)}`;
const image = { 'repository-name': 'shop/web', 'image-digest': digest, 'image-tag': '1' };

/** What the detail of each kind tells at least. */
const details: Readonly<Record<string, JsonObject>> = {
  'EC2 Instance State-change Notification': { 'instance-id': 'i-0abc', state: 'running' },
  'ECR Image Action': { ...image, 'action-type': 'PUSH', result: 'SUCCESS' },
  'ECR Image Scan': { ...image, 'scan-status': 'COMPLETE' },
  'ECR Pull Through Cache Action': { ...image, 'sync-status': 'SUCCESS' },
  'ECR Replication Action': { ...image, result: 'SUCCESS' },
  'ECR Scan Resource Change': {
    repositories: [{ 'repository-name': 'shop/web', 'scan-frequency': 'MANUAL' }],
  },
  'ECS Container Instance State Change': {
    containerInstanceArn: arn('ecs', 'container-instance/shop/1'),
    ec2InstanceId: 'i-0abc',
  },
  'ECS Deployment State Change': { serviceArn: arn('ecs', 'service/shop/web') },
  'ECS Hook State Change': { serviceArn: arn('ecs', 'service/shop/web') },
  'ECS Task State Change': { taskArn: arn('ecs', 'task/shop/1'), lastStatus: 'RUNNING' },
  'GuardDuty Finding': {
    type: 'Execution:Runtime/NewBinaryExecuted',
    resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-0abc' } },
  },
  'Inspector2 Finding': {
    resources: [{ type: 'AWS_ECR_CONTAINER_IMAGE', id: arn('ecr', `repository/web/${digest}`) }],
  },
  'Inspector2 Scan': {
    ...image,
    'repository-name': arn('ecr', 'repository/shop/web'),
    'scan-status': 'ACTIVE',
  },
  'Seawall Canary': { sent: '2026-11-30T10:00:00.000Z' },
  'Seawall Policy Refused': { bucket: 'seawall-policy-production', version: 'v1' },
};

const kinds = definedEvents.flatMap(({ source, reads }) =>
  Object.keys(reads).map((detailType) => [detailType, source] as const),
);

describe('native events', () => {
  it('have an example for each kind that is read, and none beside', () => {
    expect(Object.keys(details).toSorted(), 'bring the table `details` of this file to these').toEqual(
      kinds.map(([detailType]) => detailType).toSorted(),
    );
  });

  it.each(kinds)('%s is observed', (detailType, source) => {
    const { subjects, pending, gone } = observe(native(detailType, details[detailType], { source }));
    expect(subjects.length + pending.length + gone.length).toBe(1);
  });

  it.each(kinds)('%s without a detail is unreadable, and with an empty one is not observed', (detailType) => {
    expect(reason(native(detailType, 'text'))).toBe(`unreadable: ${detailType} without a detail object`);
    expect(reason(native(detailType, {}))).toMatch(/^(?:unreadable|dropped): /);
  });

  it.each(
    definedEvents.flatMap(({ drops }) => Object.entries(drops)),
  )('%s is dropped by name: %s', (detailType, why) => {
    expect(reason(native(detailType, { any: 'thing' }))).toBe(`dropped: ${why}`);
  });
});
