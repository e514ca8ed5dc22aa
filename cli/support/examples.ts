// The examples of a built-in control, loaded from its file when somebody asks: they are no part of the bundle.
import type { Examples } from '../../shared/examples/example.ts';

interface ControlModule {
  readonly examples: () => Examples;
}

export async function examplesOf(id: string): Promise<Examples> {
  const module: ControlModule = await import(new URL(`../../shared/controls/${id}.ts`, import.meta.url).href);
  return module.examples();
}
