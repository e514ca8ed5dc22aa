// Resources of a Terraform plan that nothing judges: they are told by type, as those of a template are.
// SPDX-License-Identifier: Apache-2.0
import type { TerraformResource } from './resources.ts';

/** Read for the role, group, repository, subnet or access entry that they belong to. */
const partsOfOthers =
  /^aws_(?:iam_(?:(?:role|user|group)_polic(?:y|ies)\w{0,40}|policy_attachment|instance_profile|user_group_membership|group_membership)|ecr_(?:repository|lifecycle)_policy|eks_access_policy_association|nat_gateway|security_group_rule|vpc_security_group_(?:in|e)gress_rule)$/;

/** What made nothing of its own, and is no part of another resource: by its type, which no reader knows. */
export function isLeftOut({ type }: TerraformResource): boolean {
  return !partsOfOthers.test(type);
}
