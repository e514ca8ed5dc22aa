// The yardstick: unpack a file and parse it whole. Prints seconds and peak memory as JSON.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const begun = performance.now();
const parsed = JSON.parse(
  gunzipSync(readFileSync(process.argv[2] ?? ''), { maxOutputLength: 2 ** 31 }).toString('utf8'),
);
if (!Array.isArray(parsed.Records)) throw new Error('no records');
const seconds = (performance.now() - begun) / 1000;
console.log(JSON.stringify({ seconds, memory: process.resourceUsage().maxRSS / 1024 }));
