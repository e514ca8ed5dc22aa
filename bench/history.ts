// Replay of a large gzipped CloudTrail file against gunzip + JSON.parse of the same, each in a process of its own.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { line, ratio } from './compare.ts';

const total = 200_000;

/** Calls that every account is full of and that no control looks at, beside those of the story: nine to one. */
const everyday = [
  'ec2/DescribeInstances',
  's3/GetBucketAcl',
  'sts/AssumeRole',
  'kms/Decrypt',
  'logs/CreateLogStream',
  'dynamodb/DescribeTable',
  'ssm/UpdateInstanceInformation',
  'lambda/GetFunction20150331v2',
  'ecr/BatchGetImage',
];

interface Measured {
  readonly seconds: number;
  /** Peak resident memory, MiB. */
  readonly memory: number;
}

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'));
  try {
    const file = join(folder, 'history.json.gz');
    const bytes = write(file);
    const parse = measured('bench/children/parse.ts', file);
    const replay = measured('bench/children/replay.ts', file);
    line(
      `replay of ${total.toLocaleString('en')} CloudTrail records (${Math.round(bytes / 1e6)} MB unpacked) to gunzip + JSON.parse`,
      ratio(replay.seconds, parse.seconds),
    );
    line('  seconds', `${replay.seconds.toFixed(1)} s to ${parse.seconds.toFixed(1)} s`);
    line('  peak memory', `${replay.memory.toFixed(0)} MiB to ${parse.memory.toFixed(0)} MiB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measured(script: string, file: string): Measured {
  const child = spawnSync(process.execPath, ['--max-old-space-size=8192', script, file], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Measured;
}

/** Written in gzip members one after the other, which unpack as one stream (RFC 1952). Gives the bytes unpacked. */
function write(file: string): number {
  const templates = storyCalls();
  const out = openSync(file, 'w');
  let bytes = 0;
  for (let start = 0; start < total; start += 5_000) {
    const records = Array.from({ length: 5_000 }, (_, index) => record(start + index, templates));
    const text = `${start === 0 ? '{"Records":[' : ','}${records.join(',')}${start + 5_000 >= total ? ']}' : ''}`;
    bytes += text.length;
    writeSync(out, gzipSync(text, { level: 3 }));
  }
  closeSync(out);
  return bytes;
}

function storyCalls(): object[] {
  const names = [
    '04-definition-registered',
    '07-access-key-created',
    '08-administrator-attached',
    '15-repository-opened',
    '24-shell-opened',
    '27-ssh-opened',
  ];
  return names.map((name) => JSON.parse(readFileSync(`events/${name}.json`, 'utf8')).detail);
}

function record(index: number, templates: readonly object[]): string {
  const second = new Date(Date.UTC(2026, 10, 1) + ((index * 7919) % 1_000_000) * 1000).toISOString();
  const place = { eventTime: second, eventID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` };
  const template = templates[index % templates.length] ?? {};
  if (index % 10 === 0) return JSON.stringify({ ...template, ...place });
  const [service, operation] = (everyday[index % everyday.length] ?? '').split('/');
  return JSON.stringify({
    ...template,
    ...place,
    eventSource: `${service}.amazonaws.com`,
    eventName: operation,
    readOnly: true,
  });
}
