// Every kind of native event that is read has an example here or in a test of its own, and is observed; every kind that says nothing is
// dropped.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definedEvents } from '../../../../shared/intake/events/native/index.ts';
import type { JsonObject } from '../../../../shared/model/json.ts';
import { account, native, reason, region } from '../records.ts';
import { testEvents } from './events.ts';

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

const read = new Map(
  definedEvents.flatMap(({ source, reads }) => Object.keys(reads).map((type) => [type, source] as const)),
);
/** Kinds that have a test of their own. */
const texts = globSync('*.test.ts', { cwd: import.meta.dirname })
  .filter((file) => file !== 'kinds.test.ts')
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
  .filter((text) => text.includes('testEvents('));
const elsewhere = [...read.keys()].filter((type) => texts.some((text) => text.includes(`'${type}'`)));

describe('native events', () => {
  it('have an example for each kind that is read, and none beside', () => {
    expect(
      [...new Set([...Object.keys(details), ...elsewhere])].toSorted(),
      'write test/intake/events/native/<name>.test.ts, or bring the table `details` of this file to these',
    ).toEqual([...read.keys()].toSorted());
  });

  for (const [detailType, detail] of Object.entries(details))
    testEvents({ detailType, source: read.get(detailType) ?? '', detail });

  it.each(
    definedEvents.flatMap(({ drops }) => Object.entries(drops)),
  )('%s is dropped by name: %s', (detailType, why) => {
    expect(reason(native(detailType, { any: 'thing' }))).toBe(`dropped: ${why}`);
  });
});
