// The events of the corpora as EventBridge would hand them over; a record of CloudTrail gets the envelope that it would come in.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envelopesOf } from '../../shared/intake/events/envelope.ts';
import { isObject, type Json, type JsonObject, stringOf } from '../../shared/model/json.ts';
import { corpora } from '../support/corpora.ts';

const folder = join(corpora, 'events');

/** None where the corpora are absent. */
export function corpusEvents(): readonly JsonObject[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.jsonl?$/.test(file) && file !== 'labels.jsonl')
    .sort()
    .flatMap((file) => documentsIn(readFileSync(join(folder, file), 'utf8')))
    .flatMap((document) => envelopesOf(document))
    .map(onBus)
    .filter((event) => event !== null);
}

function documentsIn(text: string): readonly Json[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): Json => JSON.parse(line));
  }
}

/** EventBridge's names of what CloudTrail sends, by `eventType` (CloudTrail User Guide, "CloudTrail record contents"). */
const detailTypes: ReadonlyMap<string, string> = new Map([
  ['AwsConsoleSignIn', 'AWS Console Sign In via CloudTrail'],
  ['AwsServiceEvent', 'AWS Service Event via CloudTrail'],
]);

/** Null for what comes by no bus, such as lines of audit logs. */
function onBus(record: unknown): JsonObject | null {
  if (!isObject(record)) return null;
  if (typeof record['detail-type'] === 'string') return record;
  const service = stringOf(record.eventSource)?.replace(/\.amazonaws\.com$/, '');
  if (service === undefined || !isObject(record.userIdentity)) return null;
  return {
    ...{ version: '0', id: stringOf(record.eventID) ?? 'none', source: `aws.${service}` },
    'detail-type': detailTypes.get(stringOf(record.eventType) ?? '') ?? 'AWS API Call via CloudTrail',
    ...{ account: stringOf(record.recipientAccountId) ?? '111122223333', region: record.awsRegion ?? null },
    ...{ time: record.eventTime ?? null, resources: [], detail: record },
  };
}
