// Answers of AWS among the judged files: what `aws … describe-*` and `get-*` printed of one thing tells of the others.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactName, FactRequest, FactRequestOf, Facts } from '../model/facts.ts';
import { isObject, type JsonObject, stringOf } from '../model/json.ts';
import { type AwsApi, failure, objectsOf } from './api.ts';
import { detectorsAmong, isDetection, scanningAmong } from './detection-answers.ts';
import { createFacts } from './facts.ts';
import { isRoleAnswer, roleAmong } from './role-answers.ts';
import {
  accountOf,
  authorizationDetailsApi,
  isAuthorizationDetails,
} from './snapshot/authorization-details.ts';
import { type Index, indexOf } from './snapshot/index-of.ts';
import { lookUp } from './snapshot/look-up.ts';
import type { Recorded } from './snapshot/parse.ts';

/** Operations of which an answer names what it is about, with the list and the name that it is known by. */
const lists = [
  ['ecs.describeservices', 'services', 'serviceArn'],
  ['ecs.describetasks', 'tasks', 'taskArn'],
  ['ecs.describeservicerevisions', 'serviceRevisions', 'serviceRevisionArn'],
  ['ecs.describeclusters', 'clusters', 'clusterArn'],
  ['ec2.describesecuritygroups', 'SecurityGroups', 'GroupId'],
  ['ec2.describenetworkinterfaces', 'NetworkInterfaces', 'NetworkInterfaceId'],
  ['ec2.describeimages', 'Images', 'ImageId'],
] as const;

/** The words without which a text holds no answer that is of use here. */
export const answerWords = [
  'aws_guardduty_detector|aws_ecr_registry_scanning_configuration|AWS::GuardDuty::Detector|AWS::ECR::RegistryScanningConfiguration|scanningConfiguration|RUNTIME_MONITORING|CLOUD_TRAIL',
  'Reservations|RoleDetailList|AssumeRolePolicyDocument|PolicyDocument|UserDetailList|GroupDetailList',
  ...lists.map(([, , name]) => name),
].join('|');

interface Answer {
  readonly operation: string;
  readonly output: JsonObject;
}

/** The answer that a document is; null: it is none, or tells nothing of anything else. */
export function answerOf(document: unknown): JsonObject | null {
  if (!isObject(document)) return null;
  const tells =
    isAuthorizationDetails(document) ||
    isRoleAnswer(document) ||
    isDetection(document) ||
    operationOf(document) !== null;
  return tells ? document : null;
}

function operationOf(document: JsonObject): Answer | null {
  const list = lists.find(([, key, name]) =>
    objectsOf(document[key]).some((item) => stringOf(item[name]) !== null),
  );
  if (list !== undefined) return { operation: list[0], output: document };
  const hasInstances = objectsOf(document.Reservations).length > 0;
  return hasInstances ? { operation: 'ec2.describeinstances', output: document } : null;
}

/** The facts, and where they do not know a thing, what the answers tell of it. They are never all there is: nothing is absent for them. */
export function withAnswers(facts: Facts, answers: readonly JsonObject[], asOf: string): Facts {
  if (answers.length === 0) return facts;
  const beside = createFacts(answersApi(answers, asOf));
  return {
    async get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>> {
      const told = await facts.get(request);
      if (told.ok || told.code === 'not-found') return told;
      const found = await beside.get(request);
      if (found.ok) return found;
      const value = besides(request, answers);
      // `besides` answers each request with its own fact, which the compiler cannot see through F.
      return value === null ? told : ({ ok: true, value, asOf } as FactAnswer<F>);
    },
  };
}

/** What no single call answers: a role shown in parts, and what a template switches on. */
function besides(request: FactRequest, answers: readonly JsonObject[]) {
  if (request.fact === 'principal') return roleAmong(answers, request.arn, request);
  if (request.fact === 'detectors') return detectorsAmong(answers);
  return request.fact === 'registry-scanning' ? scanningAmong(answers) : null;
}

function answersApi(answers: readonly JsonObject[], asOf: string): AwsApi {
  const details = answers
    .filter(isAuthorizationDetails)
    .map((one) => authorizationDetailsApi(one, asOf, accountOf(one)));
  const calls = callsOf(answers);
  return {
    async call(request) {
      for (const api of details) {
        const answer = await api.call(request);
        if (answer.ok) return answer;
      }
      const answer = lookUp(calls, request, asOf);
      return answer.ok ? answer : failure('not-recorded', 'the files do not tell of it');
    },
  };
}

function callsOf(answers: readonly JsonObject[]): (operation: string) => Index {
  const recorded = Map.groupBy(
    answers.map(operationOf).filter((answer) => answer !== null),
    ({ operation }) => operation,
  );
  const known = new Map(
    [...recorded].map(([operation, all]) => [
      operation,
      indexOf(
        operation,
        all.map(({ output }): Recorded => ({ input: whichever, output, error: null })),
      ),
    ]),
  );
  return (operation) => known.get(operation) ?? indexOf(operation, []);
}

/** Nobody knows what was asked: no list counts as whole. */
const whichever: JsonObject = { Filters: 'not known' };
