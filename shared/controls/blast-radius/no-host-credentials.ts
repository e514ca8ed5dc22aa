// Containers that can fetch the credentials of their host from its metadata service.
import { z } from 'zod';
import type { Examples } from '../../examples/example.ts';
import { host, instanceId, node } from '../../examples/hosts.ts';
import { containerHost, neighbour, running } from '../../examples/running.ts';
import { deployment, ec2TaskDefinition, pod, taskDefinition } from '../../examples/workloads.ts';
import { at, known } from '../../model/at.ts';
import {
  defineControl,
  evidence,
  fail,
  type JudgeContext,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Host } from '../../model/platform.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import { hasOwnMachine, type Workload } from '../../model/workload.ts';

export const noHostCredentials = defineControl({
  id: 'blast-radius/no-host-credentials',
  title: 'Containers cannot fetch the credentials of their host',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'host'],
  platforms: ['ecs', 'kubernetes', 'ec2'],
  parameters: z.object({}),
  facts: (subject) => (subject.kind === 'host' && isOpen(subject) ? ofInstance(subject) : []),
  references: {
    nist: ['4.3.1', '4.5.3'],
    cis: ['CIS EKS 4.4.1'],
    fsbp: ['EC2.8'],
    attack: ['T1552.005', 'T1611'],
  },
  why: 'The role of a host may register it, pull every image, and often much more. One request from a container, or from a program talked into making it, brings its keys.',
  fix: 'Demand IMDSv2 with a hop limit of 1 (`aws ec2 modify-instance-metadata-options`), and give tasks a network of their own. Where firewall rules keep containers off the service, say so: `hosts.imds-blocked: true`.',
  allows: [
    'Fargate, and hosts outside EC2, which have no such service',
    'hosts that policy says keep containers off it (`hosts.imds-blocked`)',
    'definitions but those in host mode: the host decides',
    'hosts that run nothing in bridge or awsvpc mode, or whose endpoint is switched off',
    'pods of kube-system: the add-ons of the node itself',
  ],
  response: 'require-imdsv2',
  judge: (subject, context) => {
    if (context.policy.hosts.imdsBlocked)
      return notApplicable('policy says that containers are kept off the service');
    return subject.kind === 'host' ? ofHost(subject, context) : ofWorkload(subject);
  },
});

/** In the host's network no hop lies between the container and the service. */
function ofWorkload(workload: Workload): Judgement {
  if (hasOwnMachine(workload)) return notApplicable('it has a machine of its own');
  const { isolation, launchTypes, network, platform, namespace, name } = workload;
  if (!isolation.hostNetwork.value) return notApplicable('it has a network of its own: its host decides');
  const types = launchTypes.value;
  if (types.length > 0 && types.every((type) => type === 'external'))
    return notApplicable('it runs outside EC2');
  if (namespace === 'kube-system') return notApplicable('an add-on of the node');
  if (!workload.running || !onEc2(workload)) return unknown('nothing tells on which hosts it runs');
  const path = platform === 'ecs' ? network.mode.path : isolation.hostNetwork.path;
  const message = `${name} is in the network of its host, and with it at the host’s credentials`;
  return fail([evidence(path, platform === 'ecs' ? 'host' : true, null, message)], { respond: false });
}

/** ECS knows host mode on EC2 alone, but for `external`; a node is of EC2 where AWS told of the pod, or by its name. */
function onEc2({ platform, account, host }: Workload): boolean {
  return platform === 'ecs' || account !== null || /^(?:ip-\d|i-[0-9a-f]{8})/.test(host ?? '');
}

/** Why the service answers more than the host itself; empty: it does not. */
function openings({ httpTokens, hopLimit, name }: Host): readonly Evidence[] {
  const found: Evidence[] = [];
  if (known(httpTokens) === 'optional') {
    const message = `the metadata service of ${name} answers without a session token (IMDSv1)`;
    found.push(evidence(httpTokens.path, 'optional', 'required', message));
  }
  const hops = known(hopLimit);
  if (hops !== null && hops > 1) {
    const message = `the metadata service of ${name} answers over ${hops} hops: to its containers too`;
    found.push(evidence(hopLimit.path, hops, 1, message));
  }
  return found;
}

function isOpen(host: Host): boolean {
  return known(host.httpEndpoint) !== 'disabled' && openings(host).length > 0;
}

function isNode({ tags }: Host): boolean {
  return Object.keys(tags ?? {}).some((key) => /^(?:aws:)?eks:|^kubernetes\.io\//.test(key));
}

function ofInstance(host: Host): FactRequestOf<'running-workloads'>[] {
  const { containerHost, cluster, account, region, instanceId } = host;
  if (containerHost !== true || cluster === null || isNode(host)) return [];
  return [{ fact: 'running-workloads', account, region, platform: 'ecs', cluster, host: instanceId }];
}

function ofHost(host: Host, { facts }: Pick<JudgeContext<unknown>, 'facts'>): Judgement {
  if (host.containerHost === false) return notApplicable('the instance runs no containers');
  if (known(host.httpEndpoint) === 'disabled') return pass;
  const found = openings(host);
  if (found.length === 0) return shut(host);
  if (host.containerHost === null) return unknown('whether the instance runs containers is not known');
  if (isNode(host)) return fail(found);
  const [request] = ofInstance(host);
  if (request === undefined) return unknown('which cluster the instance belongs to is not known');
  const answer = facts.get(request);
  if (!answer.ok) return unknown(`what runs on ${host.name} is not known: ${answer.reason}`);
  if (answer.value.some(isBehindHop)) return fail(found);
  const open = answer.value.find(({ networkMode }) => networkMode === null);
  return open === undefined ? pass : unknown(`the network mode of ${open.name} is not known`);
}

/** In these a hop lies between container and service, which a limit of 1 keeps it from. */
function isBehindHop({ networkMode }: RunningWorkload): boolean {
  return networkMode !== null && networkMode !== 'host' && networkMode !== 'none';
}

/** Both options must be known to be shut. */
function shut({ httpTokens, hopLimit }: Host): Judgement {
  return httpTokens.value === null || hopLimit.value === null
    ? unknown('the metadata options of the instance are not all known')
    : pass;
}

const options = (change: JsonObject) => node({ MetadataOptions: change });
const twoHops = { hopLimit: at(2, 'MetadataOptions.HttpPutResponseHopLimit') };
const onInstance = { host: instanceId };
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
      given: pod({ spec: { hostNetwork: true, nodeName: 'ip-10-0-1-17.eu-central-1.compute.internal' } }),
      at: 'spec.hostNetwork',
      alsoFails,
    },
    {
      says: 'a container host of ECS with tasks in bridge mode',
      given: containerHost(),
      facts: [host(twoHops), running([neighbour('a', null, { networkMode: 'bridge' })], onInstance)],
      at: 'MetadataOptions.HttpPutResponseHopLimit',
    },
  ],
  passes: [
    { says: 'one hop, with a token', given: node() },
    { says: 'no service at all', given: options({ HttpEndpoint: 'disabled', HttpPutResponseHopLimit: 2 }) },
    {
      says: 'a host that runs nothing behind a hop',
      given: containerHost(),
      facts: [host(twoHops), running([neighbour('a', null, { networkMode: 'host' })], onInstance)],
    },
  ],
  unknown: [
    { says: 'a definition in host mode', given: ec2TaskDefinition(hostMode) },
    {
      says: 'a Deployment in host mode, wherever it may run',
      given: deployment({ spec: { hostNetwork: true } }),
    },
    {
      says: 'an instance that may run no containers',
      given: node({ Tags: [], MetadataOptions: { HttpPutResponseHopLimit: 2 } }),
    },
  ],
  notApplicable: [
    { says: 'Fargate', given: taskDefinition() },
    { says: 'a definition in bridge mode', given: ec2TaskDefinition({ task: { networkMode: 'bridge' } }) },
    {
      says: 'hosts that keep containers off the service',
      given: options({ HttpPutResponseHopLimit: 2 }),
      policy: { version: 1, hosts: { 'imds-blocked': true } },
    },
  ],
});
