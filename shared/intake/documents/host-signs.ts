// Signs that an EC2 instance runs containers, where no tag tells it.
// SPDX-License-Identifier: Apache-2.0

/**
 * Parameters of AWS that hold ids of its images for containers (ECS Developer Guide, "Retrieving Amazon ECS-optimized Linux AMI metadata";
 * EKS User Guide, "Retrieve recommended AMI IDs"; Bottlerocket, "Finding an AMI"), and what such an image is told when it starts:
 * the agent's configuration, the bootstrap script, nodeadm's NodeConfig, Bottlerocket's settings.
 */
const signs = [
  /\/aws\/service\/(?:ecs\/optimized-ami|eks\/optimized-ami|bottlerocket\/aws-(?:ecs|k8s)|ami-windows-latest\/[\w-]{1,60}(?:ECS|EKS)_Optimized)/,
  /\bECS_CLUSTER\b/,
  /\/etc\/ecs\/ecs\.config\b/,
  /\/etc\/eks\/bootstrap\.sh\b|\bEKS-?Bootstrap\.ps1\b|Start-EKSBootstrap/i,
  /\bnode\.eks\.aws\b|\bnodeadm\b/,
  /\bInitialize-ECSAgent\b/,
  /\[?settings\.(?:ecs|kubernetes)\b/,
  /\bamazon-eks-node-|\bamzn2?-ami-ecs-|\bal20\d{2}-ami-ecs-|\bbottlerocket-aws-(?:ecs|k8s)-/,
];

/** True where the text, plain or in base64 as an API takes user data, shows that the instance joins a cluster. */
export function joinsCluster(text: string): boolean {
  return hasSign(text) || hasSign(decoded(text));
}

function hasSign(text: string): boolean {
  return signs.some((sign) => sign.test(text));
}

const base64 = /^[A-Za-z0-9+/=\s]+$/;

function decoded(text: string): string {
  const isEncoded = text.length >= 16 && text.length <= 65_536 && base64.test(text);
  return isEncoded ? Buffer.from(text, 'base64').toString('utf8') : '';
}

/**
 * What only hosts of containers hold (AWS managed policies for ECS container instances and EKS nodes), and the names that AWS and eksctl
 * give their roles and profiles.
 */
const held =
  /\binstance-profile\/eks-[0-9a-f]{8}-|\bNodeInstance(?:Role|Profile)\b|\bAmazonEC2ContainerServiceforEC2Role\b|\bAmazonEKSWorkerNode(?:Minimal)?Policy\b|\bAmazonECSInstanceRolePolicyForManagedInstances\b|\b(?:ecsInstanceRole|AmazonEKSNodeRole|AmazonEKSAutoNodeRole)\b/;

export function isHostRole(text: string): boolean {
  return held.test(text);
}
