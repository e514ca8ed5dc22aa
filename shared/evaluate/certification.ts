// Whether verdicts certify an image: every control that the policy demands has passed on it. Pure.
// SPDX-License-Identifier: Apache-2.0
import { type PolicyView, usuallyCertified } from '../model/policy-view.ts';
import type { Verdict } from '../model/verdict.ts';

export type Certification =
  | { readonly outcome: 'certified'; readonly controls: readonly string[] }
  /** At least one failed. */
  | { readonly outcome: 'refused'; readonly why: readonly string[] }
  /** None failed, and not all passed. */
  | { readonly outcome: 'open'; readonly why: readonly string[] };

/** The verdicts are those on one image, of all its platforms; a control that gave none has not passed. */
export function certificationOf(
  verdicts: readonly Verdict[],
  { certified }: Pick<PolicyView, 'certified'>,
): Certification {
  const controls = certified ?? usuallyCertified;
  const found = controls.flatMap((control) => lacks(control, verdicts));
  const failed = found.filter(({ fails }) => fails).map(({ why }) => why);
  if (failed.length > 0) return { outcome: 'refused', why: failed };
  if (found.length > 0) return { outcome: 'open', why: found.map(({ why }) => why) };
  return { outcome: 'certified', controls };
}

interface Lack {
  readonly fails: boolean;
  readonly why: string;
}

/** What of one control is missing: nothing where it passed wherever it judged. */
function lacks(control: string, verdicts: readonly Verdict[]): Lack[] {
  const own = verdicts.filter((one) => one.control === control);
  if (own.length === 0) return [{ fails: false, why: `${control}: it is not judged` }];
  const worst =
    own.find(({ outcome }) => outcome === 'fail') ?? own.find(({ outcome }) => outcome !== 'pass');
  if (worst === undefined) return [];
  const why = worst.evidence[0]?.message ?? worst.reason ?? worst.outcome;
  return [{ fails: worst.outcome === 'fail', why: `${control}: ${why}` }];
}
