// Container hosts whose agent is old, or has lost its orchestrator.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { type Old, whyOld, whySkewed } from '../../model/agent-age.ts';
import { defineControl, evidence, fail, notApplicable, pass, unknown } from '../../model/control.ts';
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { type JsonObject, objectOf } from '../../model/json.ts';
import { clusterOfNode, type Host, isKubernetesNode, nodeGroupOfNode } from '../../model/platform.ts';
import type { HostAgent } from '../../model/signatures.ts';
import type { Judgement } from '../../model/verdict.ts';
import { type Examples, fact } from '../examples/example.ts';
import { host, instanceId, machineImage, node } from '../examples/hosts.ts';
import { containerHost } from '../examples/running.ts';

const version = z.string().regex(/^v?\d{1,3}\.\d{1,3}(?:\.\d{1,3})?$/);
/** The flag flaps as agents reconnect (ECS Developer Guide, "Container instance state change events"). */
const lasting = 15 * 60 * 1000;
/** An event comes again three times at most: two looks, and one to spare for clocks that differ. */
const betweenLooks = lasting / 2;

export const agentCurrent = defineControl({
  id: 'host-hardening/agent-current',
  title: 'The agent of a container host is current and connected',
  severity: 'medium',
  stage: 'stable',
  judges: ['host'],
  parameters: z.object({
    // Releases of aws/amazon-ecs-agent: 1.97.0 on 2025-07-23, 1.100.1 on 2025-10-29, 1.108.0 on 2026-10-09.
    ecs: version.default('1.97.0').describe('Oldest ECS agent that passes'),
    // Kubernetes lets a kubelet be three minor versions older than its API server ("Version Skew Policy"); 1.33 is of April 2025.
    kubelet: version.default('1.33').describe('Oldest kubelet that passes'),
    months: z
      .int()
      .min(1)
      .default(24)
      .describe('Months after the release of its minor version from which on an agent or kubelet is old'),
  }),
  facts: (one) => (isEcs(one) || isKubernetesNode(one) ? [agentOf(one)] : []),
  references: { nist: ['4.5.3', '4.3.5'], fsbp: [], attack: ['T1611', 'T1562.001'] },
  why: 'The agent starts containers as root and holds the credentials of every task on its host: its flaws are the host’s. A disconnected agent runs containers unseen and does not stop them when asked.',
  fix: 'Replace the host with one of the newest image; the agent comes with it. Drain first.',
  allows: [
    'agents that lose the connection for less than 15 minutes',
    'instances that are not known to run containers',
  ],
  response: 'drain-host',
  judge: (one, { parameters, facts, seenAt }) => {
    if (isKubernetesNode(one)) return ofKubelet(one, facts.get(agentOf(one)), { ...parameters, seenAt });
    if (!isEcs(one)) return notApplicable('not known to be a container host');
    const answer = facts.get(agentOf(one));
    const known = answer.ok ? answer.value : null;
    const version = known?.version ?? one.agentVersion.value;
    const asOf = answer.ok ? answer.asOf : seenAt;
    const bounds = { oldest: parameters.ecs, months: parameters.months, asOf };
    const old = whyOld('ecs', version, bounds);
    if (old !== null) return outdated(one, `ECS agent ${version}`, old);
    if (one.agentConnected.value === false)
      return disconnected(one, known, { seenAt, asOf: answer.ok ? answer.asOf : null });
    return version === null ? unknown('the version of the ECS agent is not known') : pass;
  },
});

function isEcs({ containerHost, cluster, ...one }: Host): boolean {
  return containerHost === true && cluster !== null && !isKubernetesNode(one);
}

function agentOf(one: Host): FactRequestOf<'host-agent'> {
  const { account, region, instanceId: id, cluster } = one;
  const about = { fact: 'host-agent', account, region, instanceId: id } as const;
  if (!isKubernetesNode(one)) return { ...about, agent: 'ecs', cluster };
  const nodeGroup = nodeGroupOfNode(one);
  const node = { ...about, agent: 'kubelet', cluster: cluster ?? clusterOfNode(one) } as const;
  return nodeGroup === null ? node : { ...node, nodeGroup };
}

function ofKubelet(
  one: Host,
  answer: FactAnswer<'host-agent'>,
  { kubelet: oldest, months, seenAt }: KubeletBounds,
): Judgement {
  if (!answer.ok) return unknown(`the version of the kubelet is not known: ${answer.reason}`);
  const { version, apiServer = null, joined = true } = answer.value;
  if (!joined) return notJoined(seenAt, answer.asOf);
  if (version === null) return unknown('the version of the kubelet is not known: its node does not say it');
  const skewed = whySkewed(version, apiServer);
  const old = skewed ?? whyOld('kubelet', version, { oldest, months, asOf: answer.asOf });
  if (old === null) return pass;
  const message = `${one.name} runs kubelet ${version}, ${old.why}`;
  return fail([evidence('status.nodeInfo.kubeletVersion', version, old.wanted, message)]);
}

interface KubeletBounds {
  readonly kubelet: string;
  readonly months: number;
  /** ISO time of the event. */
  readonly seenAt: string | null;
}

/** An instance starts minutes before it is a node: the event that tells of its start comes again meanwhile. */
function notJoined(seenAt: string | null, asOf: string): Judgement {
  const until = Date.parse(seenAt ?? '') + lasting;
  const none = 'the version of the kubelet is not known: the instance is none of the nodes of its cluster';
  if (Number.isNaN(until) || Date.parse(asOf) >= until) return unknown(none);
  const again = nextLook(asOf, until);
  return unknown(`${none} yet: it is looked at again at ${again}`, again);
}

/** ISO time. */
function nextLook(asOf: string, until: number): string {
  return new Date(Math.min(Date.parse(asOf) + betweenLooks, until)).toISOString();
}

function outdated({ agentVersion, name }: Host, what: string, { why, wanted }: Old): Judgement {
  return fail([evidence(agentVersion.path, agentVersion.value, wanted, `${name} runs ${what}, ${why}`)]);
}

interface Looks {
  /** ISO time of the event. */
  readonly seenAt: string | null;
  /** ISO time of the look after it; null: there was none. */
  readonly asOf: string | null;
}

/** Every look for 15 minutes without a connection: one that finds it connected passes, and ends the looking. */
function disconnected(
  { agentConnected, name }: Host,
  agent: HostAgent | null,
  { seenAt, asOf }: Looks,
): Judgement {
  if (agent?.connected === true) return pass;
  const until = Date.parse(seenAt ?? '') + lasting;
  if (agent === null || agent.connected === null || asOf === null || Number.isNaN(until))
    return unknown('the agent is not connected; whether that lasts is not known');
  if (Date.parse(asOf) < until) {
    const again = nextLook(asOf, until);
    return unknown(`the agent is not connected: it is looked at again at ${again}`, again);
  }
  const message = `the agent of ${name} has not been connected for 15 minutes`;
  return fail([evidence(agentConnected.path, false, true, message)]);
}

const ask = { fact: 'host-agent', account: '111122223333', region: 'eu-central-1', instanceId } as const;
const kubelet = (version: string | null, more: Partial<HostAgent> = {}) =>
  fact({ ...ask, agent: 'kubelet', cluster: 'shop' }, { kind: 'kubelet', version, connected: null, ...more });
const inGroup = {
  Tags: [...Object.entries({ 'eks:cluster-name': 'shop', 'eks:nodegroup-name': 'web' })].map(
    ([Key, Value]) => ({ Key, Value }),
  ),
};
const ofGroup = (version: string, apiServer: string) =>
  fact(
    { ...ask, agent: 'kubelet', cluster: 'shop', nodeGroup: 'web' },
    { kind: 'kubelet', version, connected: null, apiServer },
  );
const agent = (change: Partial<HostAgent> = {}) =>
  fact(
    { ...ask, agent: 'ecs', cluster: 'shop' },
    { kind: 'ecs', version: '1.108.0', connected: true, ...change },
  );
const reporting = (detail: JsonObject): JsonObject => {
  const event = containerHost();
  return { ...event, detail: { ...objectOf(event.detail), ...detail } };
};
const lost = reporting({ agentConnected: false, versionInfo: { agentVersion: '1.108.0' } });
const known = [host(), machineImage()];

export const examples = (): Examples => ({
  fails: [
    {
      says: 'an agent of last year',
      given: reporting({ versionInfo: { agentVersion: '1.89.2' } }),
      facts: [...known, agent({ version: '1.89.2' })],
      at: 'versionInfo.agentVersion',
    },
    {
      says: 'no connection for three hours',
      given: lost,
      facts: [...known, agent({ connected: false })],
      at: 'agentConnected',
    },
    {
      says: 'a kubelet that is four minor versions old',
      given: node(),
      facts: [...known, kubelet('v1.30.4-eks-a737599')],
      at: 'status.nodeInfo.kubeletVersion',
    },
    {
      says: 'a kubelet four minor versions behind its API server',
      given: node(),
      facts: [...known, kubelet('v1.33.2-eks-a737599', { apiServer: '1.37' })],
      at: 'status.nodeInfo.kubeletVersion',
    },
    {
      says: 'a managed node group that was left behind, as EKS tells its version',
      given: node(inGroup),
      facts: [...known, ofGroup('1.31', '1.34')],
      at: 'status.nodeInfo.kubeletVersion',
    },
  ],
  passes: [
    { says: 'a current agent', given: containerHost(), facts: [...known, agent()] },
    { says: 'a current kubelet', given: node(), facts: [...known, kubelet('v1.34.1-eks-113cf36')] },
    {
      says: 'a node of Karpenter or EKS Auto Mode, as its cluster shows it',
      given: node({ Tags: [{ Key: 'eks:eks-cluster-name', Value: 'shop' }] }),
      facts: [...known, kubelet('v1.34.1-eks-113cf36')],
    },
    { says: 'a managed node group', given: node(inGroup), facts: [...known, ofGroup('1.34', '1.35')] },
    { says: 'it is connected again', given: lost, facts: [...known, agent()] },
  ],
  unknown: [
    { says: 'a lost connection, and nobody could look again', given: lost, facts: known },
    { says: 'a node of EKS whose cluster nobody asked', given: node(), facts: known },
    { says: 'a node that does not say its version', given: node(), facts: [...known, kubelet(null)] },
    {
      says: 'an instance that has not joined its cluster yet',
      given: node(),
      facts: [...known, kubelet(null, { joined: false })],
    },
  ],
  notApplicable: [{ says: 'an instance that may run no containers', given: node({ Tags: [] }) }],
});
