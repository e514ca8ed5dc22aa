// What a roll-back asks of an older revision, with the controls of the deployed policy.
// SPDX-License-Identifier: Apache-2.0
import type { Facts } from '../../../shared/model/facts.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { passesUnder } from '../../../shared/would-pass.ts';
import { catalogueFor } from '../catalogue.ts';

export function passesFor(finding: Finding, policy: Policy, facts: Facts) {
  return passesUnder(finding, { policy, facts, catalogue: catalogueFor(policy) });
}
