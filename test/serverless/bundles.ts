// The functions as they are bundled for AWS.
import { bundleFunctions } from '../../scripts/build/bundle.ts';

export async function build() {
  const built = await bundleFunctions({ root: process.cwd() });
  if (built.ok) return built;
  throw new Error(built.problems.map(({ place, message }) => `${place}: ${message}`).join('\n'));
}
