// The user's own controls of a policy. The CEL evaluator is loaded only where there are some: a function starts faster without.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../../model/control.ts';
import type { CustomControl } from '../../policy/policy.ts';

export interface OwnControls {
  /** In the policy's order. One with a problem judges nothing: its verdicts are unknown. */
  readonly controls: readonly Control[];
  readonly problems: readonly HoldsProblem[];
}

export interface HoldsProblem {
  /** Place in `custom` of the policy. */
  readonly index: number;
  /** Character of `holds`, from 0. */
  readonly offset: number;
  readonly message: string;
  readonly remedy: string;
}

/** Never rejects. */
export async function ownControls(custom: readonly CustomControl[]): Promise<OwnControls> {
  const controls: Control[] = [];
  const problems: HoldsProblem[] = [];
  if (custom.length === 0) return { controls, problems };
  const { compileCustom, unusable } = await import('./compile.ts');
  for (const [index, one] of custom.entries()) {
    const compiled = compileCustom(one);
    if (compiled.ok) {
      controls.push(compiled.control);
      continue;
    }
    const message = `custom[${index}].holds ${compiled.message}`;
    problems.push({ index, offset: compiled.offset, message, remedy: compiled.remedy });
    controls.push(unusable(one, message));
  }
  return { controls, problems };
}
