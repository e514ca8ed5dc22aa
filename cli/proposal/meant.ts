// Fails that belong to the work of what they are about: an agent on every host sees its host. Candidates for waivers.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import { isWritable, type Meant } from './seen.ts';

/** What agents of hosts ask for, by the controls that tell it. */
const hostControls: ReadonlySet<string> = new Set([
  'namespace-isolation/no-privileged',
  'namespace-isolation/no-host-namespaces',
  'namespace-isolation/no-host-paths',
  'namespace-isolation/minimal-capabilities',
  'segmentation/own-network-interface',
  'input-validation/non-root-user',
]);

// Names that agents of hosts go by; the sources are their projects’ own charts and AWS’s add-ons.
const agents =
  /(?:^|[/-])(?:aws-node|kube-proxy|ebs-csi-node|efs-csi-node|eks-pod-identity-agent|aws-guardduty-agent|cloudwatch-agent|fluent-?bit|fluentd|datadog-agent|node-exporter|falco|cilium|calico-node|xray-daemon)(?:-[a-z0-9]+)?$/;

/** `everyHost`: identities that run on every host by design (a DaemonSet, a service of the DAEMON strategy). */
export function meantAmong(findings: readonly Finding[], everyHost: ReadonlySet<string>): readonly Meant[] {
  return findings.flatMap(({ control, subject, instances, status }) => {
    if (subject.kind !== 'workload' || !hostControls.has(control) || status === 'resolved') return [];
    const why = reasonFor(subject.name, everyHost.has(subject.id));
    if (why === null || !isWritable(subject.id)) return [];
    return [{ control, subject: subject.id, why, count: Math.max(1, instances.length) }];
  });
}

function reasonFor(name: string, everyHost: boolean): string | null {
  if (agents.test(name)) return 'goes by the name of an agent of hosts';
  return everyHost ? 'runs on every host by design' : null;
}
