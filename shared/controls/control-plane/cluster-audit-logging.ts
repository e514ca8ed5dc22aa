// Clusters that keep no record of what was done to them.
// SPDX-License-Identifier: Apache-2.0
import { defineControl, evidence, failIfAny, noParameters, unknown } from '../../model/control.ts';
import type { Cluster } from '../../model/platform.ts';
import type { Evidence } from '../../model/verdict.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

const needed = ['audit', 'authenticator'];

export const clusterAuditLogging = defineControl({
  id: 'control-plane/cluster-audit-logging',
  title: 'Cluster audit logging is enabled',
  severity: 'medium',
  stage: 'stable',
  judges: ['cluster'],
  platforms: ['ecs', 'eks'],
  parameters: noParameters,
  references: {
    nist: ['4.3.1', '4.4.4'],
    cis: ['CIS EKS 2.1.1'],
    fsbp: ['EKS.8', 'ECS.12'],
    attack: ['T1562.008'],
  },
  why: 'What was not logged cannot be investigated: EKS does not log its API by default, and an ECS Exec session leaves only its call.',
  fix: 'EKS: enable the log types audit and authenticator. ECS: set containerInsights to `enabled` or `enhanced`, and the logging of execute commands to DEFAULT or OVERRIDE.',
  allows: [
    'the log types api, controllerManager and scheduler being off',
    'exec logging left at its default',
  ],
  response: 'enable-logging',
  judge: (cluster) => (cluster.platform === 'eks' ? ofEks(cluster) : ofEcs(cluster)),
});

function ofEks({ logTypes, name }: Cluster) {
  const enabled = logTypes.value;
  if (enabled === null) return unknown('the log types of the cluster are not known');
  return failIfAny(
    needed
      .filter((type) => !enabled.includes(type))
      .map((type) => evidence(logTypes.path, [...enabled], needed, `${name} keeps no ${type} log`)),
  );
}

function ofEcs({ containerInsights, execLogging, name }: Cluster) {
  const found: Evidence[] = [];
  // ECS API reference, ExecuteCommandConfiguration: NONE keeps nothing; left out, sessions log as their container does.
  if (execLogging.value === 'NONE')
    found.push(evidence(execLogging.path, 'NONE', 'DEFAULT', `${name} keeps no log of ECS Exec sessions`));
  const insights = containerInsights.value;
  if (insights !== 'enabled' && insights !== 'enhanced')
    found.push(evidence(containerInsights.path, insights, 'enabled', `${name} has no Container Insights`));
  return failIfAny(found);
}

const eks = (types: string[]) => ({
  cluster: {
    name: 'shop',
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/shop',
    version: '1.35',
    resourcesVpcConfig: { endpointPublicAccess: false },
    logging: { clusterLogging: [{ types, enabled: true }] },
    encryptionConfig: [
      { resources: ['secrets'], provider: { keyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1' } },
    ],
  },
});

const ecs = (insights: string, logging: string) => ({
  clusterName: 'shop',
  clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop',
  status: 'ACTIVE',
  settings: [{ name: 'containerInsights', value: insights }],
  configuration: { executeCommandConfiguration: { logging } },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'EKS without the authenticator’s log',
      given: eks(['api', 'audit']),
      at: 'logging.clusterLogging',
    },
    {
      says: 'somebody switches the audit log off',
      given: cloudTrail('eks', 'UpdateClusterConfig', {
        requestParameters: {
          name: 'shop',
          logging: { clusterLogging: [{ types: ['audit', 'authenticator'], enabled: false }] },
        },
      }),
      at: 'logging.clusterLogging',
    },
    {
      says: 'ECS Exec without a trace',
      given: ecs('enabled', 'NONE'),
      at: 'configuration.executeCommandConfiguration.logging',
    },
    { says: 'ECS without Container Insights', given: ecs('disabled', 'DEFAULT'), at: 'settings[0].value' },
  ],
  passes: [
    { says: 'EKS with both', given: eks(['audit', 'authenticator']) },
    { says: 'ECS with enhanced insights', given: ecs('enhanced', 'OVERRIDE') },
  ],
  unknown: [
    {
      says: 'a change of something else',
      given: cloudTrail('eks', 'UpdateClusterConfig', {
        requestParameters: { name: 'shop', resourcesVpcConfig: { endpointPublicAccess: false } },
      }),
    },
  ],
});
