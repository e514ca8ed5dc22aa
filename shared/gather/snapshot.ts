// Answers API calls from a snapshot. What it does not hold is `not-recorded`, never absent.
// SPDX-License-Identifier: Apache-2.0
import { type ApiAnswer, type ApiRequest, type AwsApi, failure } from './api.ts';
import { authorizationDetailsApi, mergeDetails } from './snapshot/authorization-details.ts';
import { type Index, indexOf } from './snapshot/index-of.ts';
import { type Calls, lookUp } from './snapshot/look-up.ts';
import { isOfAws } from './snapshot/matching.ts';
import type { Region, Snapshot } from './snapshot/parse.ts';

export { type FileProblem, type ParsedSnapshot, parseSnapshot, type Snapshot } from './snapshot/parse.ts';

/** An API that answers from a snapshot alone. */
export function snapshotApi(snapshot: Snapshot): AwsApi {
  const places = placesOf(snapshot);
  const details = detailsOf(snapshot);
  return {
    async call(given) {
      // AWS's own policies are the same in every account.
      const request = isOfAws(given) ? { ...given, account: null } : given;
      const answers = places
        .filter((place) => isMeant(place, request))
        .map(({ calls }) => lookUp(calls, request, snapshot.takenAt));
      const answer = agreed(answers, request);
      if (answer.ok || answer.code !== 'not-recorded' || request.service !== 'iam') return answer;
      return agreed(await Promise.all(details.map((api) => api.call(request))), request);
    },
  };
}

/**
 * One answer out of those of every account and region that the question may mean. A question that leaves its place open and
 * finds two things of that name is not answered, nor is it ever answered "absent": another place may hold it.
 */
function agreed(answers: readonly ApiAnswer[], request: ApiRequest): ApiAnswer {
  const known = answers.filter((answer) => answer.ok || answer.code !== 'not-recorded');
  const found = known.filter((answer) => answer.ok);
  const name = `${request.service}.${request.operation}`;
  if (found.length > 1 && !isOfAws(request))
    return failure('not-recorded', `${name}: the snapshot holds several of that name`);
  const [first] = found.length > 0 ? found : known;
  const open = request.account === null || (request.region === null && !globalServices.has(request.service));
  if (first !== undefined && (first.ok || !open)) return first;
  return failure('not-recorded', `the snapshot does not hold ${name} of this`);
}

/** GetAccountAuthorizationDetails, where an account's snapshot holds it, answers most of IAM. */
function detailsOf(snapshot: Snapshot): readonly AwsApi[] {
  const apis: AwsApi[] = [];
  for (const [account, regions] of snapshot.accounts) {
    const pages = [...regions.values()].flatMap(
      (region) => region.get('iam.getaccountauthorizationdetails') ?? [],
    );
    const outputs = pages.filter((page) => page.error === null).map((page) => page.output);
    if (outputs.length > 0)
      apis.push(authorizationDetailsApi(mergeDetails(outputs), snapshot.takenAt, account));
  }
  return apis;
}

// Services without regions: a snapshot may keep them under any (`us-east-1`, `aws-global`).
const globalServices = new Set(['iam', 'sts']);

/** Where calls were recorded: a region, or, for global services, a whole account. */
interface Place {
  readonly account: string;
  /** Null: the place of the global services. */
  readonly region: string | null;
  readonly calls: Calls;
}

function placesOf(snapshot: Snapshot): readonly Place[] {
  return [...snapshot.accounts].flatMap(([account, regions]) => [
    { account, region: null, calls: indexed([...regions.values()]) },
    ...[...regions].map(([region, calls]) => ({ account, region, calls: indexed([calls]) })),
  ]);
}

/** Indexes an operation when it is first asked for. */
function indexed(regions: readonly Region[]): Calls {
  const indexes = new Map<string, Index>();
  return (operation) => {
    const known = indexes.get(operation);
    if (known !== undefined) return known;
    const index = indexOf(
      operation,
      regions.flatMap((region) => region.get(operation) ?? []),
    );
    // Operations come from this project's own code, so there are only so many.
    indexes.set(operation, index);
    return index;
  };
}

function isMeant(place: Place, { service, account, region }: ApiRequest): boolean {
  if (account !== null && account !== place.account) return false;
  const isGlobal = globalServices.has(service);
  return isGlobal
    ? place.region === null
    : place.region !== null && (region === null || region === place.region);
}

/** Several APIs as one, newest first: the first that knows (an answer, or "not found") answers. */
export function combine(apis: readonly AwsApi[]): AwsApi {
  return {
    async call(request) {
      let last: ApiAnswer = failure(
        'not-recorded',
        `${request.service}.${request.operation} is not recorded`,
      );
      for (const api of apis) {
        last = await api.call(request);
        if (last.ok || last.code === 'not-found') return last;
      }
      return last;
    },
  };
}
