// The user's own controls of a policy. The CEL evaluator is loaded only where there are some: a function starts faster without.
import type { Control } from '../model/control.ts';
import type { CustomControl } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';

/** A policy that loaded, as loadPolicy gives it. */
interface WithCustom {
  readonly policy: { readonly custom: readonly CustomControl[] };
  readonly wrongHolds: (index: number, offset: number, message: string, remedy: string) => Problem;
}

export interface OwnControls {
  /** In the policy's order. Those with a problem are left out. */
  readonly controls: readonly Control[];
  readonly problems: readonly Problem[];
}

export async function ownControls({ policy, wrongHolds }: WithCustom): Promise<OwnControls> {
  const controls: Control[] = [];
  const problems: Problem[] = [];
  if (policy.custom.length === 0) return { controls, problems };
  const { compileCustom } = await import('./compile.ts');
  for (const [index, custom] of policy.custom.entries()) {
    const compiled = compileCustom(custom);
    if (compiled.ok) controls.push(compiled.control);
    else
      problems.push(
        wrongHolds(index, compiled.offset, `custom[${index}].holds ${compiled.message}`, compiled.remedy),
      );
  }
  return { controls, problems };
}
