// Whether verdicts certify an image: every control that the policy demands has passed on it. Pure.
import { type PolicyView, usuallyCertified } from '../model/policy-view.ts';
import type { Verdict } from '../model/verdict.ts';

export type Certification =
  | { readonly outcome: 'certified'; readonly controls: readonly string[] }
  /** At least one failed. */
  | { readonly outcome: 'refused'; readonly why: readonly string[] }
  /** None failed, and not all passed. */
  | { readonly outcome: 'open'; readonly why: readonly string[] };

/** The verdicts are those on one image; a control that gave none has not passed. */
export function certificationOf(
  verdicts: readonly Verdict[],
  { certified }: Pick<PolicyView, 'certified'>,
): Certification {
  const controls = certified ?? usuallyCertified;
  const missing: string[] = [];
  const failed: string[] = [];
  for (const control of controls) {
    const verdict = verdicts.find((one) => one.control === control);
    if (verdict?.outcome === 'pass') continue;
    const why = verdict?.evidence[0]?.message ?? verdict?.reason ?? 'it is not judged';
    (verdict?.outcome === 'fail' ? failed : missing).push(`${control}: ${why}`);
  }
  if (failed.length > 0) return { outcome: 'refused', why: failed };
  return missing.length > 0 ? { outcome: 'open', why: missing } : { outcome: 'certified', controls };
}
