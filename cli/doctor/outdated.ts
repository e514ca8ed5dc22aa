// Whether what a stack set made in one account and Region is as the stack set says: for doctor, and for deploy.
// SPDX-License-Identifier: Apache-2.0
import { dig } from '../../shared/model/json.ts';

/** As ListStackInstances answers it. */
interface StackInstance {
  readonly Status?: unknown;
  readonly StackInstanceStatus?: unknown;
}

/** An account that is suspended has nothing that runs, and CloudFormation passes over it. */
export function isOutdated({ Status, StackInstanceStatus }: StackInstance): boolean {
  return Status !== 'CURRENT' && dig(StackInstanceStatus, 'DetailedStatus') !== 'SKIPPED_SUSPENDED_ACCOUNT';
}
