// Examples of pipeline-integrity: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '../../model/json.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

const selectors = (change: JsonObject) =>
  cloudTrail('cloudtrail', 'PutEventSelectors', {
    requestParameters: { trailName: 'organisation', ...change },
  });

const basic = (...eventSelectors: JsonObject[]) => selectors({ eventSelectors });

const advanced = (...fields: JsonObject[]) =>
  selectors({ advancedEventSelectors: [{ name: 'all', fieldSelectors: fields }] });

const management = { field: 'eventCategory', equals: ['Management'] };

const byPipeline = { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/developer'] } };

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a trail is stopped',
      given: cloudTrail('cloudtrail', 'StopLogging', { requestParameters: { name: 'organisation' } }),
      at: 'requestParameters.name',
    },
    {
      says: 'a rule of the pipeline is disabled',
      given: cloudTrail('events', 'DisableRule', {
        requestParameters: { name: 'seawall-task-launched', eventBusName: 'default' },
      }),
      at: 'requestParameters',
    },
    {
      says: 'an event source mapping of the pipeline is switched off',
      given: cloudTrail('lambda', 'UpdateEventSourceMapping20150331', {
        requestParameters: { uUID: '0a1b2c3d-0000-4000-9000-000000000001', enabled: false },
        responseElements: {
          uUID: '0a1b2c3d-0000-4000-9000-000000000001',
          functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:seawall-production-task-launched',
          state: 'Disabling',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'management events are no longer recorded',
      given: cloudTrail('cloudtrail', 'PutEventSelectors', {
        requestParameters: {
          trailName: 'organisation',
          eventSelectors: [{ includeManagementEvents: false, readWriteType: 'All' }],
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'a trail is deleted',
      given: cloudTrail('cloudtrail', 'DeleteTrail', { requestParameters: { name: 'organisation' } }),
      at: 'requestParameters.name',
    },
    {
      says: 'a trail is kept to one region',
      given: cloudTrail('cloudtrail', 'UpdateTrail', {
        requestParameters: { name: 'organisation', isMultiRegionTrail: false },
      }),
      at: 'requestParameters',
    },
    {
      says: 'a trail leaves out global services',
      given: cloudTrail('cloudtrail', 'UpdateTrail', {
        requestParameters: { name: 'organisation', includeGlobalServiceEvents: false },
      }),
      at: 'requestParameters',
    },
    {
      says: 'only reads are recorded',
      given: basic({ includeManagementEvents: true, readWriteType: 'ReadOnly' }),
      at: 'requestParameters',
    },
    {
      says: 'a service that matters is left out',
      given: basic({ readWriteType: 'All', excludeManagementEventSources: ['iam.amazonaws.com'] }),
      at: 'requestParameters',
    },
    {
      says: 'advanced selectors for data alone',
      given: advanced({ field: 'eventCategory', equals: ['Data'] }),
      at: 'requestParameters',
    },
    {
      says: 'advanced selectors for reads alone',
      given: advanced(management, { field: 'readOnly', equals: ['true'] }),
      at: 'requestParameters',
    },
    {
      says: 'advanced selectors for one service alone',
      given: advanced(management, { field: 'eventSource', equals: ['kms.amazonaws.com'] }),
      at: 'requestParameters',
    },
    {
      says: 'a delivery pipeline stops a trail that is not the deployment’s own',
      given: cloudTrail('cloudtrail', 'StopLogging', { requestParameters: { name: 'organisation' } }),
      policy: byPipeline,
      at: 'requestParameters.name',
    },
    {
      says: 'a queue of the pipeline is deleted, named by its address',
      given: cloudTrail('sqs', 'DeleteQueue', {
        requestParameters: {
          queueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/seawall-publish',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'somebody writes another policy',
      given: cloudTrail('s3', 'PutObject', {
        eventCategory: 'Data',
        requestParameters: {
          bucketName: 'seawall-policy-production-111122223333',
          key: 'policy/current.json',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'a version of the policy was refused',
      given: {
        'detail-type': 'Seawall Policy Refused',
        source: 'seawall',
        account: '111122223333',
        region: 'eu-central-1',
        time: '2026-11-17T09:00:00Z',
        detail: {
          bucket: 'seawall-policy-production-111122223333',
          version: 'v2',
          problems: ['seawall.yml:3:1: there is no key moed: did you mean mode?'],
        },
      },
      at: 'detail.problems',
    },
    {
      says: 'alarms of the pipeline are deleted, among others',
      given: cloudTrail('monitoring', 'DeleteAlarms', {
        requestParameters: { alarmNames: ['cpu-high', 'seawall-production-canary-silent'] },
      }),
      at: 'requestParameters',
    },
    {
      says: 'an alarm of the pipeline is silenced',
      given: cloudTrail('monitoring', 'DisableAlarmActions', {
        requestParameters: { alarmNames: ['seawall-production-publish-age'] },
      }),
      at: 'requestParameters',
    },
    {
      says: 'an alarm of the pipeline is told that all is well',
      given: cloudTrail('monitoring', 'SetAlarmState', {
        requestParameters: {
          alarmName: 'seawall-production-sweep-drift',
          stateValue: 'OK',
          stateReason: 'x',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'somebody who heard the alarms is taken off their topic',
      given: cloudTrail('sns', 'Unsubscribe', {
        requestParameters: {
          subscriptionArn:
            'arn:aws:sns:eu-central-1:111122223333:seawall-alarms:0a1b2c3d-0000-4000-9000-000000000001',
        },
      }),
      at: 'requestParameters',
    },
    {
      says: 'the kill switch is turned on',
      given: cloudTrail('ssm', 'PutParameter', {
        requestParameters: { name: '/seawall/production/brake', type: 'String', overwrite: true },
      }),
      at: 'requestParameters',
    },
    {
      says: 'the parameters of the deployment are deleted',
      given: cloudTrail('ssm', 'DeleteParameters', {
        requestParameters: { names: ['/seawall/production/deployment'] },
      }),
      at: 'requestParameters',
    },
    {
      says: 'backups of the record are switched off',
      given: cloudTrail('dynamodb', 'UpdateContinuousBackups', {
        requestParameters: {
          tableName: 'seawall-production',
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false },
        },
      }),
      at: 'requestParameters',
    },
  ],
  passes: [
    {
      says: 'the delivery pipeline deploys',
      given: cloudTrail('lambda', 'UpdateFunctionCode20150331v2', {
        requestParameters: { functionName: 'seawall-publish' },
      }),
      policy: byPipeline,
    },
    {
      says: 'the delivery pipeline stops the deployment’s own trail',
      given: cloudTrail('cloudtrail', 'StopLogging', { requestParameters: { name: 'seawall-policy' } }),
      policy: byPipeline,
    },
    {
      says: 'the delivery pipeline sets up the trail of the policy through CloudFormation',
      given: cloudTrail('cloudtrail', 'PutEventSelectors', {
        userIdentity: { invokedBy: 'cloudformation.amazonaws.com' },
        requestParameters: {
          trailName: 'seawall-production-policy',
          eventSelectors: [{ includeManagementEvents: false, readWriteType: 'WriteOnly' }],
        },
      }),
      policy: { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/developer'] } },
    },
  ],
  unknown: [
    { says: 'selectors that the event leaves out', given: cloudTrail('cloudtrail', 'PutEventSelectors') },
    { says: 'a rule that the event leaves out', given: cloudTrail('events', 'DisableRule') },
  ],
  notApplicable: [
    {
      says: 'a call that was denied',
      given: cloudTrail('cloudtrail', 'StopLogging', {
        errorCode: 'AccessDenied',
        requestParameters: { name: 'organisation' },
      }),
    },
    {
      says: 'all management events are recorded',
      given: basic({ includeManagementEvents: true, readWriteType: 'All' }),
    },
    {
      says: 'one selector of two records all writes',
      given: basic({ includeManagementEvents: false }, { readWriteType: 'WriteOnly' }),
    },
    {
      says: 'KMS is left out, for its volume',
      given: basic({ readWriteType: 'All', excludeManagementEventSources: ['kms.amazonaws.com'] }),
    },
    {
      says: 'the same by advanced selectors',
      given: advanced(management, { field: 'eventSource', notEquals: ['kms.amazonaws.com'] }),
    },
    { says: 'advanced selectors for management events', given: advanced(management) },
    {
      says: 'advanced selectors for writes',
      given: advanced(management, { field: 'readOnly', equals: ['false'] }),
    },
    { says: 'selectors that are not told', given: selectors({}) },
    {
      says: 'a trail gets another bucket',
      given: cloudTrail('cloudtrail', 'UpdateTrail', {
        requestParameters: { name: 'organisation', s3BucketName: 'trails' },
      }),
    },
    {
      says: 'a change that does not touch the pipeline, of something so named',
      given: cloudTrail('events', 'TagResource', { requestParameters: { name: 'seawall-task-launched' } }),
    },
    {
      says: 'another bucket',
      given: cloudTrail('s3', 'PutBucketPolicy', {
        userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root' },
        requestParameters: { bucketName: 'reports' },
      }),
    },
    {
      says: 'a trail is started',
      given: cloudTrail('cloudtrail', 'StartLogging', { requestParameters: { name: 'organisation' } }),
    },
    {
      says: 'an alarm of another application',
      given: cloudTrail('monitoring', 'DeleteAlarms', { requestParameters: { alarmNames: ['cpu-high'] } }),
    },
    {
      says: 'a parameter of another application',
      given: cloudTrail('ssm', 'PutParameter', { requestParameters: { name: '/shop/price' } }),
    },
    {
      says: 'a rule of another application',
      given: cloudTrail('events', 'DisableRule', { requestParameters: { name: 'nightly-report' } }),
    },
  ],
});
