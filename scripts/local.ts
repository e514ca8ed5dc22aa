// `npm run local [-- --policy FILE] [EVENT…]`: plays events to the packaged functions on an emulated AWS, and tells where each went and what was found.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoStore } from '../shared/findings/dynamodb.ts';
import { listFindings } from '../shared/findings/listing.ts';
import { type JsonObject, objectOf, stringOf } from '../shared/model/json.ts';
import { textsOf } from './deploy/texts.ts';
import { writePolicy } from './deploy/write.ts';
import { openEmulatedAccount } from './local/account.ts';
import { type Local, startLocal } from './local/deployment.ts';

const folder = '.serverless';
/** That of serverless.yml, which the names of the packaged template hold. */
const region = 'eu-central-1';

async function main(args: readonly string[]): Promise<number> {
  const options = { policy: { type: 'string', default: 'seawall.yml' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const endpoint = process.env.SEAWALL_MOTO_URL;
  if (endpoint === undefined)
    throw new Error('set SEAWALL_MOTO_URL to the address of a moto server (docs/testing.md)');
  if (!existsSync(join(folder, 'respond.zip')))
    throw new Error(`${folder} holds no zips: npm run package makes them`);
  const aws = await openEmulatedAccount(endpoint, region);
  const local = await startLocal({
    folder,
    aws,
    parameters: { AuditLogGroup: '/aws/eks/shop-batch/cluster' },
  });
  try {
    const place = { bucket: local.stack.ids.get('PolicyBucket') ?? '', account: aws.account };
    await writePolicy(textsOf(values.policy), place, new S3Client({ ...aws, forcePathStyle: true }));
    const files = positionals.length > 0 ? positionals : globSync('events/[0-9][0-9]-*.json').sort();
    for (const file of files) console.log(`${basename(file)} ▸ ${await play(file, local)}`);
    await local.settleFailures();
    console.log(await readFindings(local));
    for (const fault of local.faults) console.error(fault);
    return local.faults.length === 0 ? 0 : 1;
  } finally {
    await local.stop();
  }
}

/** The event is moved to the account that it is played in. Gives the rules that it matched. */
async function play(file: string, local: Local): Promise<string> {
  const text = readFileSync(file, 'utf8');
  const home = stringOf(objectOf(JSON.parse(text)).account);
  const event: JsonObject = JSON.parse(home === null ? text : text.replaceAll(home, local.aws.account));
  const logs = logsIn(event);
  const rules = logs === null ? await local.route(event) : ['AuditSubscription'];
  if (logs !== null) await local.logs(logs);
  await local.settle();
  return rules.length === 0 ? 'no rule' : rules.join(', ');
}

/** What CloudWatch Logs hands over, packed as it does; null where it is an event of a bus. */
function logsIn(event: JsonObject): JsonObject | null {
  if (event.awslogs !== undefined) return event;
  if (event.messageType !== 'DATA_MESSAGE') return null;
  return { awslogs: { data: gzipSync(JSON.stringify(event)).toString('base64') } };
}

async function readFindings({ aws, stack }: Local): Promise<string> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
  const store = dynamoStore({ client, table: stack.ids.get('Record') ?? '', clock: Date.now });
  const view = { now: new Date().toISOString(), quiet: Number.POSITIVE_INFINITY, waiver: () => null };
  const findings = await listFindings(store, view);
  const lines = findings.map(({ status, severity, control, subject }) =>
    [status.padEnd(9), severity.padEnd(9), control, subject.name].join(' '),
  );
  return [`\n${findings.length} findings`, ...lines.sort()].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
