// Examples of no-host-credentials: its tests and its documentation.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Examples } from '../examples/example.ts';
import { host, instanceId, node } from '../examples/hosts.ts';
import { containerHost, hostedTask, itsDefinition, neighbour, running } from '../examples/running.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../examples/workloads.ts';

const options = (change: JsonObject) => node({ MetadataOptions: change });

const twoHops = { hopLimit: at(2, 'MetadataOptions.HttpPutResponseHopLimit') };

const onInstance = { host: instanceId };

/** A container host of ECS whose service answers over two hops, with one task in each of these modes. */
const hostWith = (...modes: (string | null)[]) => ({
  given: containerHost(),
  facts: [
    host(twoHops),
    running(
      modes.map((networkMode) => neighbour(`${networkMode}`, null, { networkMode })),
      onInstance,
    ),
  ],
});

/** A pod in the network of its node. */
const podOn = (nodeName: string, namespace = 'shop') =>
  pod({ metadata: { namespace }, spec: { hostNetwork: true, nodeName } });

const taskInHostMode = (launchType: string) => ({
  given: hostedTask('high', { launchType }),
  facts: [itsDefinition(ec2TaskDefinition({ task: { networkMode: 'host', requiresCompatibilities: [] } }))],
});

const hostMode = { task: { networkMode: 'host' } };

const alsoFails = ['segmentation/own-network-interface'];

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a node whose service answers over two hops',
      given: options({ HttpPutResponseHopLimit: 2 }),
      at: 'MetadataOptions.HttpPutResponseHopLimit',
    },
    {
      says: 'a node that allows IMDSv1',
      given: options({ HttpTokens: 'optional' }),
      at: 'MetadataOptions.HttpTokens',
      alsoFails: ['host-hardening/imdsv2'],
    },
    {
      says: 'a pod in the network of its node',
      given: podOn('ip-10-0-1-17.eu-central-1.compute.internal'),
      at: 'spec.hostNetwork',
      alsoFails,
    },
    {
      says: 'a node that is called as its instance',
      given: podOn(instanceId),
      at: 'spec.hostNetwork',
      alsoFails,
    },
    { says: 'a task in the network of its host', ...taskInHostMode('EC2'), at: 'networkMode', alsoFails },
    {
      says: 'a container host of ECS with tasks in bridge mode',
      ...hostWith('bridge', 'host'),
      at: 'MetadataOptions.HttpPutResponseHopLimit',
    },
  ],
  passes: [
    { says: 'one hop, with a token', given: node() },
    { says: 'no service at all', given: options({ HttpEndpoint: 'disabled', HttpPutResponseHopLimit: 2 }) },
    { says: 'a host that runs nothing behind a hop', ...hostWith('host', 'none') },
  ],
  unknown: [
    { says: 'a definition in host mode', given: ec2TaskDefinition(hostMode) },
    {
      says: 'a Deployment in host mode, wherever it may run',
      given: deployment({ spec: { hostNetwork: true } }),
    },
    { says: 'a node that may be no instance', given: podOn('rack-ip-10-0-1-17') },
    { says: 'a node that only sounds like an instance', given: podOn('i-beam') },
    { says: 'a task in a mode that is not known', ...hostWith('host', null) },
    {
      says: 'a container host of which nobody knows what it runs',
      given: containerHost(),
      facts: [host(twoHops)],
    },
    {
      says: 'a container host of which nobody knows the cluster',
      given: node({
        Tags: [{ Key: 'AmazonECSManaged', Value: '' }],
        MetadataOptions: { HttpPutResponseHopLimit: 2 },
      }),
    },
    { says: 'a hop limit of which nobody knows', given: options({ HttpPutResponseHopLimit: undefined }) },
    {
      says: 'a node of which nobody knows whether it allows IMDSv1',
      given: options({ HttpTokens: undefined }),
    },
    {
      says: 'an instance that may run no containers',
      given: node({ Tags: [], MetadataOptions: { HttpPutResponseHopLimit: 2 } }),
    },
  ],
  notApplicable: [
    { says: 'Fargate', given: taskDefinition() },
    { says: 'a task on a machine outside AWS', ...taskInHostMode('EXTERNAL') },
    { says: 'an add-on of the node', given: podOn(instanceId, 'kube-system') },
    { says: 'a definition in bridge mode', given: ec2TaskDefinition({ task: { networkMode: 'bridge' } }) },
    {
      says: 'hosts that keep containers off the service',
      given: options({ HttpPutResponseHopLimit: 2 }),
      policy: { version: 1, hosts: { 'imds-blocked': true } },
    },
  ],
});
