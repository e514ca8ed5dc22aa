// The API port with EKS clusters behind it for those who only read: the lists of a whole cluster, as snapshots name them.
// SPDX-License-Identifier: Apache-2.0
import { type ApiAnswer, type ApiRequest, type AwsApi, failure } from '../api.ts';
import { type AwsOptions, awsApi, clusterTokens } from '../aws.ts';
import { lru } from '../lru.ts';
import { type KubernetesPorts, withKubernetes } from './api.ts';
import { sendWithin } from './http.ts';
import { lists } from './lists.ts';

type ReadingPorts = Omit<KubernetesPorts, 'operations' | 'mostItems'>;

interface Kept {
  readonly answer: ApiAnswer;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Pods of 10 kB each: an evaluator has 512 MB. */
const mostItems = 10_000;
const maximumKept = 20;
// As long as everything that runs in a cluster is kept (recent.ts).
const keptFor = 60_000;

/**
 * Nodes are kept for a minute: each one that is judged asks for the list. So is that a cluster cannot be reached, with the code of a question
 * that nobody can answer here: most of those have a private endpoint alone, and every image that is judged would wait for it, again and again.
 */
export function readingClusters(aws: AwsApi, ports: ReadingPorts): AwsApi {
  const clusters = withKubernetes(aws, { ...ports, operations: lists, mostItems });
  const kept = lru<Kept>(maximumKept);
  return {
    async call(request) {
      if (request.service !== 'kubernetes') return aws.call(request);
      const keys = [keyOf(request, request.operation), keyOf(request, 'unreachable')];
      const known = keys
        .map((key) => kept.get(key))
        .find((one) => one !== undefined && ports.now() < one.until);
      if (known !== undefined) return known.answer;
      const answer = reachable(await clusters.call(request), request);
      const key = keys[answer.ok ? 0 : 1];
      if (key !== undefined && isKept(answer, request))
        kept.set(key, { answer, until: ports.now() + keptFor });
      return answer;
    },
  };
}

function keyOf({ account, region, input }: ApiRequest, what: string): string {
  return JSON.stringify([account, region, input.cluster ?? null, what]);
}

function reachable(answer: ApiAnswer, { input }: ApiRequest): ApiAnswer {
  if (answer.ok || answer.code !== 'timeout') return answer;
  return failure(
    'no-facts',
    `cluster ${String(input.cluster)} cannot be reached from here (${answer.reason})`,
  );
}

function isKept(answer: ApiAnswer, { operation }: ApiRequest): boolean {
  return answer.ok ? operation === 'ListNodes' : answer.code === 'no-facts';
}

/** AWS itself and its clusters, by the same credentials. */
export function readingApi(options: AwsOptions): AwsApi {
  const ports = { send: sendWithin(5_000), tokenFor: clusterTokens(options), now: Date.now };
  return readingClusters(awsApi(options), ports);
}
