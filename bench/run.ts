// `npm run bench`: every benchmark, or those named (`npm run bench -- judging`). Ratios from one run; never a test.
import { readdirSync } from 'node:fs';

const helpers = new Set(['compare.ts', 'run.ts']);
const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !helpers.has(name))
  .map((name) => name.slice(0, -'.ts'.length));
const wanted = process.argv.slice(2);

for (const name of names) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  const benchmark: { run: () => Promise<void> } = await import(`./${name}.ts`);
  await benchmark.run();
}
