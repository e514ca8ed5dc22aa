// Whether what watches is itself switched on: rules, alarms, and what hands messages to functions. Asked by the clock, not by any of them.
// SPDX-License-Identifier: Apache-2.0
import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { type EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { type LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { pageAt, readPages } from '../pages.ts';

export interface WatcherParts {
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  /** With which the names of all of them begin: `seawall-production-`. */
  readonly prefix: string;
  /** Of the deployment; the rules of the default bus are asked for too. */
  readonly bus: string;
}

/** What is off, one line each; what AWS does not show may be off too. Never rejects. */
export async function findSilenced(parts: WatcherParts): Promise<readonly string[]> {
  const { prefix } = parts;
  const asked = await Promise.allSettled([
    rulesOff(parts, undefined),
    rulesOff(parts, parts.bus),
    alarmsOff(parts),
    mappingsOff(parts),
  ]);
  return asked.flatMap((one) =>
    one.status === 'fulfilled'
      ? one.value.filter((line) => line.includes(prefix))
      : [`not shown: ${one.reason instanceof Error ? one.reason.message : 'no reason given'}`],
  );
}

async function rulesOff({ events, prefix }: WatcherParts, bus: string | undefined): Promise<string[]> {
  const input = { NamePrefix: prefix, ...(bus === undefined ? {} : { EventBusName: bus }) };
  const rules = await readPages(
    (token) => events.send(new ListRulesCommand({ ...input, ...pageAt('NextToken', token) })),
    ({ NextToken }) => NextToken,
  );
  return rules
    .flatMap(({ Rules = [] }) => Rules)
    .filter(({ State }) => State === 'DISABLED')
    .map(({ Name }) => `rule ${Name} is disabled`);
}

async function alarmsOff({ cloudwatch, prefix }: WatcherParts): Promise<string[]> {
  const alarms = await readPages(
    (token) =>
      cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, ...pageAt('NextToken', token) })),
    ({ NextToken }) => NextToken,
  );
  return alarms
    .flatMap(({ MetricAlarms = [] }) => MetricAlarms)
    .filter(({ ActionsEnabled }) => ActionsEnabled === false)
    .map(({ AlarmName }) => `alarm ${AlarmName} is silenced`);
}

/** They are named by their function alone. */
async function mappingsOff({ lambda }: WatcherParts): Promise<string[]> {
  const mappings = await readPages(
    (token) => lambda.send(new ListEventSourceMappingsCommand(pageAt('Marker', token))),
    ({ NextMarker }) => NextMarker,
  );
  return mappings
    .flatMap(({ EventSourceMappings = [] }) => EventSourceMappings)
    .filter(({ State }) => State === 'Disabled' || State === 'Disabling')
    .map(({ FunctionArn, UUID }) => `event source mapping ${UUID} of ${FunctionArn} is disabled`);
}
