// What an access entry of EKS grants.
// SPDX-License-Identifier: Apache-2.0

// It gives every verb on every resource (EKS User Guide, "Review access policy permissions").
const administrator = /(?:^|\/)AmazonEKSClusterAdminPolicy$/;

/** Whether an access policy makes an administrator of the whole cluster. `scope`: the `accessScope.type` it is associated with. */
export function administersCluster(policyArn: string, scope: string | null): boolean {
  return scope !== 'namespace' && administrator.test(policyArn);
}
