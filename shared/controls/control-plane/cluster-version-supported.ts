// Clusters whose Kubernetes version is out of standard support.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, fail, pass, unknown } from '../../model/control.ts';
import { cloudTrail } from '../examples/events.ts';
import type { Examples } from '../examples/example.ts';

export const clusterVersionSupported = defineControl({
  id: 'control-plane/cluster-version-supported',
  title: 'Clusters run a Kubernetes version in standard support',
  severity: 'medium',
  stage: 'stable',
  judges: ['cluster'],
  platforms: ['eks'],
  parameters: z.object({
    // EKS User Guide, "Understand the Kubernetes version lifecycle on EKS", read in November 2026: standard support of
    // 1.33 ended on 2026-07-29, that of 1.34 ends on 2026-12-02, that of 1.35 on 2027-03-27.
    oldest: z
      .string()
      .regex(/^1\.\d{1,3}$/)
      .default('1.34')
      .describe('Oldest Kubernetes version still in standard support'),
  }),
  references: { nist: ['4.3.5', '4.5.2'], fsbp: ['EKS.2'], attack: ['T1190', 'T1611'] },
  why: 'Upstream no longer fixes a version past its support; in extended support EKS patches only its own parts, charges for it, and finally upgrades the cluster automatically.',
  fix: 'Upgrade the control plane one minor version at a time, then the nodes.',
  allows: ['versions later than the parameter, whatever they are'],
  response: null,
  judge: ({ version, name }, { parameters }) => {
    if (version.value === null) return unknown('the Kubernetes version of the cluster is not known');
    const minor = minorOf(version.value);
    if (minor === null) return unknown(`the Kubernetes version ${version.value.slice(0, 20)} cannot be read`);
    if (minor >= (minorOf(parameters.oldest) ?? 0)) return pass;
    const found = `${name} runs Kubernetes ${version.value}, which is out of standard support`;
    return fail([evidence(version.path, version.value, `${parameters.oldest} or later`, found)]);
  },
});

/** 34 of `1.34`. */
function minorOf(version: string): number | null {
  const minor = /^v?1\.(\d{1,3})(?:$|[.+-])/.exec(version)?.[1];
  return minor === undefined ? null : Number(minor);
}

const shop = (version: string) => ({
  cluster: {
    name: 'shop',
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/shop',
    version,
    resourcesVpcConfig: { endpointPublicAccess: false },
    logging: { clusterLogging: [{ types: ['audit', 'authenticator'], enabled: true }] },
  },
});

export const examples = (): Examples => ({
  fails: [
    { says: 'an old cluster', given: shop('1.31'), at: 'version' },
    {
      says: 'an upgrade that stops too early',
      given: cloudTrail('eks', 'UpdateClusterVersion', {
        requestParameters: { name: 'shop', version: '1.32' },
      }),
      at: 'version',
    },
    {
      says: 'an organisation that wants 1.35',
      given: shop('1.34'),
      policy: {
        version: 1,
        controls: { 'control-plane/cluster-version-supported': { parameters: { oldest: '1.35' } } },
      },
      at: 'version',
    },
  ],
  passes: [
    { says: 'the oldest version in standard support', given: shop('1.34') },
    { says: 'a later one', given: shop('1.36') },
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
