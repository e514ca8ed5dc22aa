// The yardstick: unpack a file and parse it whole. Prints seconds and peak memory as JSON.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { processorSeconds } from '../compare.ts';

const begun = processorSeconds();
const parsed = JSON.parse(
  gunzipSync(readFileSync(process.argv[2] ?? ''), { maxOutputLength: 2 ** 31 }).toString('utf8'),
);
if (!Array.isArray(parsed.Records)) throw new Error('no records');
const seconds = processorSeconds() - begun;
console.log(JSON.stringify({ seconds, memory: process.resourceUsage().maxRSS / 1024 }));
