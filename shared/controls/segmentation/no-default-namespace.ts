// Workloads in the namespaces that nobody made for them.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { defineControl, evidence, failIfAny, pass } from '../../model/control.ts';
import { matchesAny } from '../../model/glob.ts';
import type { Examples } from '../examples/example.ts';
import { deployment, pod } from '../examples/workloads.ts';

/** What EKS and its add-ons keep in kube-system (EKS User Guide, "Amazon EKS add-ons"). */
const components = [
  'amazon-*',
  'aws-*',
  'calico-*',
  'cert-manager*',
  'cilium*',
  'cluster-autoscaler*',
  'coredns*',
  'csi-*',
  'ebs-csi-*',
  'efs-csi-*',
  'eks-*',
  'external-dns*',
  'fsx-csi-*',
  'karpenter*',
  'kube-*',
  'metrics-server*',
  'neuron-*',
  'node-local-dns*',
  'nvidia-*',
  's3-csi-*',
  'secrets-store-*',
  'snapshot-controller*',
  'vpc-*',
];

export const noDefaultNamespace = defineControl({
  id: 'segmentation/no-default-namespace',
  title: 'Workloads have a namespace of their own',
  severity: 'low',
  stage: 'stable',
  judges: ['workload'],
  platforms: ['kubernetes'],
  parameters: z.object({
    namespaces: z
      .array(z.string())
      .default(['default', 'kube-system'])
      .describe('Namespaces where no workload of yours may run'),
    components: z
      .array(z.string())
      .default(components)
      .describe('Names (globs) of the cluster’s own workloads, which may run in kube-system'),
  }),
  references: { nist: ['4.3.3', '4.3.4'], cis: ['CIS EKS 4.5.2', 'CIS Kubernetes 5.7.4'], attack: ['T1610'] },
  why: 'Network policies, quotas, roles and trust levels apply per namespace. What runs in `default` shares them with everything else; what runs in `kube-system` passes for a part of the cluster.',
  fix: 'Make a namespace for each application or team and name it in the manifest (`metadata.namespace`).',
  allows: ['the cluster’s own components in kube-system (parameter `components`)'],
  response: null,
  judge: ({ namespace, name }, { parameters }) => {
    if (namespace === null || !parameters.namespaces.includes(namespace)) return pass;
    if (namespace === 'kube-system' && matchesAny(parameters.components, name)) return pass;
    return failIfAny([
      evidence(
        'metadata.namespace',
        namespace,
        'a namespace of its own',
        `the workload runs in namespace ${namespace}`,
      ),
    ]);
  },
});

export const examples = (): Examples => ({
  fails: [
    {
      says: 'a pod that names no namespace',
      given: pod({ metadata: { namespace: undefined } }),
      at: 'metadata.namespace',
    },
    {
      says: 'a workload of yours among the cluster’s own',
      given: deployment({ metadata: { namespace: 'kube-system' } }),
      at: 'metadata.namespace',
    },
  ],
  passes: [
    { says: 'a namespace of its own', given: deployment() },
    {
      says: 'a component of the cluster',
      given: deployment({ metadata: { name: 'coredns', namespace: 'kube-system' } }),
    },
  ],
});
