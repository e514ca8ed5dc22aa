// Answers API calls from a snapshot. What it does not hold is `not-recorded`, never absent.
import { type ApiAnswer, type ApiRequest, type AwsApi, failure } from './api.ts';
import { authorizationDetailsApi, mergeDetails } from './snapshot/authorization-details.ts';
import { type Calls, lookUp } from './snapshot/look-up.ts';
import type { Snapshot } from './snapshot/parse.ts';

export { type FileProblem, type ParsedSnapshot, parseSnapshot, type Snapshot } from './snapshot/parse.ts';

/** An API that answers from a snapshot alone. */
export function snapshotApi(snapshot: Snapshot): AwsApi {
  const details = detailsOf(snapshot);
  return {
    async call(request) {
      const answers = placesFor(snapshot, request).map((calls) => lookUp(calls, request, snapshot.takenAt));
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
  if (found.length > 1) return failure('not-recorded', `${name}: the snapshot holds several of that name`);
  const [first] = found.length === 1 ? found : known;
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

/** The recorded calls of each place that the request may mean: a region, or, for a global service, a whole account. */
function placesFor(snapshot: Snapshot, request: ApiRequest): readonly Calls[] {
  const places: Calls[] = [];
  for (const [account, regions] of snapshot.accounts) {
    if (request.account !== null && request.account !== account) continue;
    if (globalServices.has(request.service)) {
      places.push((operation) => [...regions.values()].flatMap((region) => region.get(operation) ?? []));
      continue;
    }
    for (const [name, region] of regions) {
      if (request.region === null || request.region === name)
        places.push((operation) => region.get(operation) ?? []);
    }
  }
  return places;
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
