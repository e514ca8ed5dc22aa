// Containers that can fetch the credentials of their host from its metadata service.
// SPDX-License-Identifier: Apache-2.0
import { known } from '../../model/at.ts';
import {
  defineControl,
  evidence,
  fail,
  type JudgeContext,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import { type Host, isKubernetesNode } from '../../model/platform.ts';
import type { RunningWorkload } from '../../model/running.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';
import type { Workload } from '../../model/workload.ts';
import { hasOwnMachine } from '../../model/workload-machine.ts';
import { tasksOn } from '../questions/running-beside.ts';

export const noHostCredentials = defineControl({
  id: 'blast-radius/no-host-credentials',
  title: 'Containers cannot fetch the credentials of their host',
  severity: 'high',
  stage: 'stable',
  judges: ['workload', 'host'],
  platforms: ['ecs', 'kubernetes', 'ec2'],
  parameters: noParameters,
  facts: (subject) => {
    if (subject.kind !== 'host') return [];
    const question = ask(subject);
    return 'fact' in question ? [question] : [];
  },
  references: {
    nist: ['4.3.1', '4.5.3'],
    cis: ['CIS EKS 4.4.1'],
    fsbp: ['EC2.8'],
    attack: ['T1552.005', 'T1611'],
  },
  why: 'The role of a host may register it, pull every image, and often much more. One request from a container, or from a program tricked into making it, returns its credentials.',
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
  const { isolation, launchTypes, platform, namespace, name } = workload;
  if (!isolation.hostNetwork.value) return notApplicable('it has a network of its own: its host decides');
  const types = launchTypes.value;
  if (types.length > 0 && types.every((type) => type === 'external'))
    return notApplicable('it runs outside EC2');
  if (namespace === 'kube-system') return notApplicable('an add-on of the node');
  if (!workload.running || !onEc2(workload)) return unknown('the host is not known');
  const message = `${name} uses the host network, so it can reach the host’s credentials`;
  const found = platform === 'ecs' ? 'host' : true;
  return fail([evidence(isolation.hostNetwork.path, found, null, message)], { respond: false });
}

/** It is where AWS told of the task or pod; else a node is by its name. */
function onEc2({ account, host }: Workload): boolean {
  return account !== null || /^(?:ip-\d|i-[0-9a-f]{8})/.test(host ?? '');
}

/** Why the service answers more than the host itself; empty: it does not. */
function openings({ httpTokens, hopLimit, name }: Host): readonly Evidence[] {
  const found: Evidence[] = [];
  if (known(httpTokens) === 'optional') {
    const message = `the metadata service of ${name} answers without a session token (IMDSv1)`;
    found.push(evidence(httpTokens.path, 'optional', 'required', message));
  }
  const hops = known(hopLimit) ?? 1;
  if (hops > 1) {
    const message = `the metadata service of ${name} answers over ${hops} hops: to its containers too`;
    found.push(evidence(hopLimit.path, hops, 1, message));
  }
  return found;
}

/** What must be known first; else all that there is to say. */
function ask(host: Host): FactRequestOf<'running-workloads'> | Judgement {
  if (known(host.httpEndpoint) === 'disabled') return pass;
  const found = openings(host);
  if (found.length === 0) return shut(host);
  if (host.containerHost !== true) return unknown('whether the instance runs containers is not known');
  if (isKubernetesNode(host)) return fail(found);
  return tasksOn(host) ?? unknown('which cluster the instance belongs to is not known');
}

function ofHost(host: Host, { facts }: Pick<JudgeContext<unknown>, 'facts'>): Judgement {
  const question = ask(host);
  if (!('fact' in question)) return question;
  const answer = facts.get(question);
  if (!answer.ok) return unknown(`what runs on ${host.name} is not known: ${answer.reason}`);
  if (answer.value.some(isBehindHop)) return fail(openings(host));
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
