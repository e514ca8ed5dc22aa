// Clusters and registries that no detector watches.
// SPDX-License-Identifier: Apache-2.0
import {
  defineControl,
  evidence,
  failIfAny,
  noParameters,
  notApplicable,
  pass,
  unknown,
} from '../../model/control.ts';
import type { Detectors } from '../../model/detection.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { Cluster, Repository } from '../../model/platform.ts';
import type { Evidence, Judgement } from '../../model/verdict.ts';

export const detectorsOn = defineControl({
  id: 'resource-usage/detectors-on',
  title: 'Detectors watch clusters and images',
  severity: 'medium',
  stage: 'stable',
  judges: ['cluster', 'repository'],
  platforms: ['ecs', 'eks', 'ecr'],
  parameters: noParameters,
  facts: (subject) => (subject.kind === 'cluster' && !isMentioned(subject) ? [detectorsFor(subject)] : []),
  references: {
    nist: ['4.1.1', '4.4.4'],
    fsbp: ['GuardDuty.1', 'GuardDuty.5', 'GuardDuty.7', 'GuardDuty.12'],
    attack: ['T1562.001'],
  },
  why: 'no-hostile-behaviour and no-drift tell what a detector saw, scanned-clean what a scanner found: where none is switched on, their silence means nothing.',
  fix: 'Enable Runtime Monitoring of GuardDuty with automated agents, for EKS its audit log monitoring too, and enhanced scanning (Amazon Inspector) for the registry.',
  allows: [
    'clusters whose detector is not known: they are unknown',
    'repositories: scan-on-push judges them, with what their registry scans',
    'basic scanning of the registry on push',
  ],
  response: null,
  judge: (subject, { facts }) =>
    subject.kind === 'cluster' ? ofCluster(subject, facts) : ofRegistry(subject),
});

function detectorsFor({ account, region }: Cluster): FactRequestOf<'detectors'> {
  return { fact: 'detectors', account, region };
}

/** An access entry or the ConfigMap aws-auth names a cluster, and no more. */
function isMentioned({ version, publicEndpoint, logTypes, containerInsights }: Cluster): boolean {
  return [version, publicEndpoint, logTypes, containerInsights].every(
    (setting) => setting.unsettled !== undefined,
  );
}

function ofCluster(cluster: Cluster, facts: GatheredFacts): Judgement {
  if (isMentioned(cluster)) return notApplicable('the input tells nothing of the cluster but who may enter');
  const answer = facts.get(detectorsFor(cluster));
  if (!answer.ok) return unknown(`what GuardDuty watches is not known: ${answer.reason}`);
  const { features } = answer.value;
  const found = [...withoutRuntime(cluster, features), ...withoutAuditLogs(cluster, features)];
  if (found.length > 0) return failIfAny(found);
  return hasAgent(cluster, answer.value)
    ? pass
    : unknown(`GuardDuty manages no agent for ${cluster.name}, and whether somebody else does is not known`);
}

/** EKS_RUNTIME_MONITORING is the former feature for EKS alone (GuardDuty API reference, DetectorFeatureConfiguration). */
function withoutRuntime({ platform, name }: Cluster, features: readonly string[]): Evidence[] {
  const wanted = ['RUNTIME_MONITORING', ...(platform === 'eks' ? ['EKS_RUNTIME_MONITORING'] : [])];
  if (wanted.some((feature) => features.includes(feature))) return [];
  return [evidence('', [...features], 'RUNTIME_MONITORING', `nothing watches what containers of ${name} do`)];
}

function withoutAuditLogs({ platform, name }: Cluster, features: readonly string[]): Evidence[] {
  if (platform !== 'eks' || features.includes('EKS_AUDIT_LOGS')) return [];
  return [evidence('', [...features], 'EKS_AUDIT_LOGS', `nothing watches the audit log of ${name}`)];
}

const agents = {
  eks: ['EKS_ADDON_MANAGEMENT'],
  ecs: ['ECS_FARGATE_AGENT_MANAGEMENT', 'EC2_AGENT_MANAGEMENT'],
} as const;

function hasAgent({ platform }: Cluster, detectors: Detectors): boolean {
  return agents[platform === 'eks' ? 'eks' : 'ecs'].some((agent) => detectors.agents.includes(agent));
}

function ofRegistry({ registry, registryScanning, name }: Repository): Judgement {
  if (!registry || registryScanning === undefined)
    return notApplicable('judges what a registry scans: scan-on-push judges repositories');
  const { value, path } = registryScanning;
  if (value === null) return unknown('what the registry scans is not known');
  const isOn = value.rules.some(({ frequency }) => frequency !== 'MANUAL');
  return isOn
    ? pass
    : failIfAny([evidence(path, value.type, 'ENHANCED', `${name} scans no image by itself`)]);
}

export { examples } from './detectors-on.examples.ts';
