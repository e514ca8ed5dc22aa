// The functions as they are bundled for AWS.
import { bundleFunctions, functionNames } from '../../scripts/build/bundle.ts';

/** All, or those named. */
export async function build(names: readonly string[] = functionNames) {
  const built = await bundleFunctions({ root: process.cwd(), names });
  if (built.ok) return built;
  throw new Error(built.problems.map(({ place, message }) => `${place}: ${message}`).join('\n'));
}
