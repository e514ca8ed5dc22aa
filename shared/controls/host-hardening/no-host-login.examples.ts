// Examples of no-host-login: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../../model/json.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';
import { host, instanceId } from '../examples/hosts.ts';

const session = (change: Parameters<typeof cloudTrail>[2] = {}) =>
  cloudTrail('ssm', 'StartSession', { requestParameters: { target: instanceId }, ...change });

const send = (documentName: string) =>
  cloudTrail('ssm', 'SendCommand', { requestParameters: { documentName, instanceIds: [instanceId] } });

const associate = (requestParameters: JsonObject) =>
  cloudTrail('ssm', 'CreateAssociation', { requestParameters });

const tunnel = cloudTrail('ec2-instance-connect', 'OpenTunnel', {
  requestParameters: {
    instanceConnectEndpointId: 'eice-0123456789abcdef0',
    maxTunnelDuration: '3600',
    remotePort: '22',
    privateIpAddress: '10.0.1.17',
  },
});

const every = {
  version: 1,
  controls: { 'host-hardening/no-host-login': { parameters: { 'all-instances': true } } },
};

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a session on a container host',
      given: session(),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.target',
    },
    {
      says: 'commands, where every instance is a container host',
      given: send('AWS-RunShellScript'),
      policy: every,
      at: 'requestParameters.instanceIds',
    },
    {
      says: 'start-up data of a container host',
      given: cloudTrail('ec2', 'ModifyInstanceAttribute', {
        requestParameters: { instanceId, userData: '<sensitiveDataRemoved>' },
      }),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.userData',
    },
    {
      says: 'the administrator’s password of a Windows host',
      given: cloudTrail('ec2', 'GetPasswordData', { requestParameters: { instanceId } }),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.instanceId',
    },
    {
      says: 'the serial console, where every instance is a container host',
      given: cloudTrail('ec2', 'EnableSerialConsoleAccess'),
      policy: every,
      at: 'eventName',
    },
    {
      says: 'a key for the serial console',
      given: cloudTrail('ec2-instance-connect', 'SendSerialConsoleSSHPublicKey', {
        requestParameters: { instanceId },
      }),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.instanceId',
    },
    {
      says: 'commands by a document of one’s own, chosen by tag',
      given: cloudTrail('ssm', 'SendCommand', {
        requestParameters: { documentName: 'AWS-RunPatchBaseline-mine', targets: [] },
      }),
      policy: every,
      at: 'requestParameters.targets',
    },
    {
      says: 'commands that State Manager runs from now on',
      given: associate({
        name: 'AWS-RunShellScript',
        targets: [{ key: 'InstanceIds', values: [instanceId] }],
      }),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.targets',
    },
    {
      says: '… of one instance, in a batch beside patches',
      given: cloudTrail('ssm', 'CreateAssociationBatch', {
        requestParameters: {
          entries: [
            { name: 'AWS-RunPatchBaseline', targets: [{ key: 'InstanceIds', values: ['*'] }] },
            { name: 'acme-setup', instanceId },
          ],
        },
      }),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.entries[1].instanceId',
    },
    {
      says: 'commands that an automation runs in somebody’s name',
      given: cloudTrail('ssm', 'SendCommand', {
        requestParameters: { documentName: 'AWS-RunShellScript', instanceIds: [instanceId] },
        userIdentity: { invokedBy: 'ssm.amazonaws.com' },
      }),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.instanceIds',
    },
    {
      says: 'a tunnel to an address, where every instance is a container host',
      given: tunnel,
      policy: every,
      at: 'requestParameters.privateIpAddress',
    },
    {
      says: 'an SSH key by EC2 Instance Connect',
      given: cloudTrail('ec2-instance-connect', 'SendSSHPublicKey', {
        requestParameters: { instanceId, instanceOSUser: 'ec2-user' },
      }),
      facts: [host({ containerHost: true })],
      at: 'requestParameters.instanceId',
    },
  ],
  passes: [],
  unknown: [
    {
      says: 'commands for one host without containers, and one that nobody knows',
      given: cloudTrail('ssm', 'SendCommand', {
        requestParameters: {
          documentName: 'AWS-RunShellScript',
          instanceIds: [instanceId, 'i-0fedcba9876543210', 'mi-0123456789abcdef0', 'mi-0123456789abcdef1'],
        },
      }),
      facts: [host({ containerHost: false })],
    },
    { says: 'an instance of which nobody knows what it runs', given: session() },
    { says: 'a tunnel to an address', given: tunnel },
    { says: 'associations that the event leaves out', given: cloudTrail('ssm', 'CreateAssociationBatch') },
    {
      says: 'commands that State Manager runs on all instances',
      given: associate({ name: 'acme-setup', targets: [{ key: 'InstanceIds', values: ['*'] }] }),
    },
    {
      says: 'commands for all instances with a tag',
      given: cloudTrail('ssm', 'SendCommand', {
        requestParameters: {
          documentName: 'AWS-RunShellScript',
          targets: [{ key: 'tag:team', values: ['shop'] }],
        },
      }),
    },
  ],
  notApplicable: [
    { says: 'an instance without containers', given: session(), facts: [host({ containerHost: false })] },
    {
      says: 'an AWS service calls',
      given: session({
        userIdentity: {
          type: 'AWSService',
          arn: undefined,
          sessionContext: undefined,
          invokedBy: 'ssm.amazonaws.com',
        },
      }),
      policy: every,
    },
    {
      says: 'a session with a container, which is another control’s',
      given: session({ requestParameters: { target: 'ecs:shop_0123_0123' } }),
      policy: every,
    },
    {
      says: 'an attribute that runs nothing',
      given: cloudTrail('ec2', 'ModifyInstanceAttribute', {
        requestParameters: { instanceId, ebsOptimized: { value: true } },
      }),
      policy: every,
    },
    {
      says: 'another call on an instance',
      given: cloudTrail('ec2', 'RunInstances', { requestParameters: { instanceId } }),
      policy: every,
    },
    { says: 'patches', given: send('AWS-RunPatchBaseline'), policy: every },
    {
      says: 'inventory that State Manager gathers',
      given: associate({ name: 'AWS-GatherSoftwareInventory', targets: [] }),
      policy: every,
    },
    {
      says: 'a refused session',
      given: session({ errorCode: 'AccessDenied', requestParameters: null }),
      policy: every,
    },
  ],
});
