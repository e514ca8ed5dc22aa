// One replay of a file through the whole pipeline, as the command does it. Prints seconds and peak memory as JSON.
import { devNull } from 'node:os';
import { main } from '../../cli/main.ts';
import { processorSeconds } from '../compare.ts';

// What a start costs is measured elsewhere (start.ts), of the bundle: here Node would strip the types of a thousand sources.
await import('../../cli/commands/replay.ts');
const begun = processorSeconds();
const code = await main(['replay', process.argv[2] ?? '', '--output', devNull]);
if (code !== 0) throw new Error(`exit code ${code}`);
const seconds = processorSeconds() - begun;
console.log(JSON.stringify({ seconds, memory: process.resourceUsage().maxRSS / 1024 }));
