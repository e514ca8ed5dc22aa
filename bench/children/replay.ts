// One replay of a file through the whole pipeline, as the command does it. Prints seconds and peak memory as JSON.
import { devNull } from 'node:os';
import { main } from '../../cli/main.ts';
import { processorSeconds } from '../compare.ts';

const begun = processorSeconds();
const code = await main(['replay', process.argv[2] ?? '', '--output', devNull]);
if (code !== 0) throw new Error(`exit code ${code}`);
const seconds = processorSeconds() - begun;
console.log(JSON.stringify({ seconds, memory: process.resourceUsage().maxRSS / 1024 }));
