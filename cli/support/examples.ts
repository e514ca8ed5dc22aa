// The examples of controls: a built-in one's are loaded from its file when somebody asks, the user's own stand in the policy.
import type { Examples } from '../../shared/examples/example.ts';
import type { CustomControl } from '../../shared/policy/policy.ts';

interface ControlModule {
  readonly examples: () => Examples;
}

/** They are no part of the bundle. */
export async function examplesOf(id: string): Promise<Examples> {
  const module: ControlModule = await import(new URL(`../../shared/controls/${id}.ts`, import.meta.url).href);
  return module.examples();
}

export function ownExamplesOf({ examples = {} }: CustomControl): Examples {
  const { fails = [], passes = [], unknown = [] } = examples;
  return { fails, passes, unknown };
}
