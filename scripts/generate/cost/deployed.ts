// Counts what costs money while nothing happens, in the files of the deployment.
// SPDX-License-Identifier: Apache-2.0
import { dig, listOf, numberOf, objectOf, stringOf } from '../../../shared/model/json.ts';
import { readYaml, resourcesOf, takersOf } from '../../templates/cloudformation.ts';
import { assumed } from './figures.ts';
import type { Deployed } from './model.ts';

export function deployedIn(root: string): Deployed {
  const serverless = readYaml(`${root}/serverless.yml`);
  const resources = Object.values(resourcesOf(serverless, root));
  const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const watched = alarms.flatMap(({ Properties }) => metricsOf(Properties));
  const own = watched.filter((metric) => dig(metric, 'Namespace') === 'Seawall');
  return {
    alarms: watched.length,
    metrics:
      new Set(own.map((metric) => stringOf(dig(metric, 'MetricName')))).size + assumed.unwatchedMetrics,
    queues: [...takersOf(serverless).keys()].filter((queue) => queue !== null).length,
  };
}

/** One of its own, or those of an expression. */
function metricsOf(properties: unknown): readonly unknown[] {
  const several = listOf(objectOf(properties).Metrics);
  if (several.length === 0) return [properties];
  return several.map((one) => dig(one, 'MetricStat', 'Metric')).filter((metric) => metric !== null);
}

export interface Taker {
  readonly name: string;
  /** Messages at once. */
  readonly batch: number;
  /** Of the mapping: how many run at once. */
  readonly concurrency: number;
}

/** What takes from queues, with the limits of its mapping. */
export function takersWithLimits(root: string): readonly Taker[] {
  return Object.entries(objectOf(readYaml(`${root}/serverless.yml`).functions)).flatMap(([name, body]) =>
    listOf(dig(body, 'events')).flatMap((event) => {
      const [batch, concurrency] = ['batchSize', 'maximumConcurrency'].map((key) =>
        numberOf(dig(event, 'sqs', key)),
      );
      return typeof batch === 'number' && typeof concurrency === 'number'
        ? [{ name, batch, concurrency }]
        : [];
    }),
  );
}
