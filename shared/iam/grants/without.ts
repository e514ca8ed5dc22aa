// What can be said of a principal of which no policy is known.
// SPDX-License-Identifier: Apache-2.0
import { notApplicable, pass, unknown } from '../../model/control.ts';
import type { Principal } from '../../model/principal.ts';
import type { Judgement } from '../../model/verdict.ts';

/** Whoever joins a group gets what the group may: a change that names only the group grants nobody knows what. */
export function withoutPolicies({ complete, groups }: Principal): Judgement {
  if (complete) return pass;
  const [group] = groups;
  return group === undefined
    ? notApplicable('the change grants nothing')
    : unknown(`what the group ${group} may is not known`);
}
