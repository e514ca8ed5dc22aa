// What a workload runs on, and whether it shares that with others.
// SPDX-License-Identifier: Apache-2.0
import type { Workload } from './workload.ts';

/** True where the workload can only run on Fargate: asked for nothing else, or launched there. */
export function onFargate(workload: Workload): boolean {
  const types = workload.launchTypes.value;
  return types.length > 0 && types.every((type) => type === 'fargate');
}

/** True where it shares its machine with nothing: each task and pod on Fargate has its own (ECS and EKS guides, "AWS Fargate"). */
export function hasOwnMachine(workload: Workload): boolean {
  if (workload.platform === 'ecs') return onFargate(workload);
  // EKS User Guide, "Get started with AWS Fargate": its nodes are called fargate-…, its pods name their profile.
  const profile = workload.tags?.['eks.amazonaws.com/fargate-profile'];
  return profile !== undefined || (workload.host?.startsWith('fargate-') ?? false);
}

/** True where its RuntimeClass is called as a sandbox with a kernel of its own: gVisor (runsc), Kata Containers. */
export function isSandboxed({ placement }: Workload): boolean {
  return /^(?:gvisor|runsc|kata)/i.test(placement.runtimeClass.value ?? '');
}
