// `npm run bench`: every benchmark, or those named (`npm run bench -- judging`). Ratios from one run; never a test.
// `--write` adds what was measured to docs/performance.json and writes docs/performance.md: benchmarks that were not run stay.
import { readdirSync } from 'node:fs';
import { takeLines } from './compare.ts';
import { type Results, writePage } from './page.ts';

const helpers = new Set(['compare.ts', 'page.ts', 'processes.ts', 'run.ts']);
const names = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !helpers.has(name))
  .map((name) => name.slice(0, -'.ts'.length));
// Takes minutes to install what it compares with: only where it is named, or all is written down.
const dear = new Set(['peers']);
const wanted = process.argv.slice(2).filter((name) => name !== '--write');
const write = process.argv.includes('--write');
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`there is no benchmark ${unknown.join(', ')}: ${names.join(', ')}`);

const results: Results = {};
for (const name of names) {
  if (wanted.length > 0 ? !wanted.includes(name) : dear.has(name) && !write) continue;
  console.log(`\n${name}`);
  const benchmark: { run: () => Promise<void> } = await import(`./${name}.ts`);
  await benchmark.run();
  results[name] = takeLines();
}
if (write) writePage(results);
