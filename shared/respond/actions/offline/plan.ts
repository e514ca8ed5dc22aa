// What an action's plan is: in words, and as the API calls it would make.
import type { Finding } from '../../../model/finding.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { PlannedCall } from '../../../model/response.ts';

export interface Plan {
  readonly words: string;
  /** A parameter that is null is read right before acting. */
  readonly calls: readonly PlannedCall[];
}

export type Planner = (finding: Finding) => Plan;

export function call(service: string, operation: string, parameters: JsonObject): PlannedCall {
  return { service, operation, parameters };
}

/** Strings among the values that the evidence shows: an attached policy's ARN, a task. */
export function foundStrings(finding: Finding): readonly string[] {
  return finding.evidence.map(({ found }) => found).filter((found) => typeof found === 'string');
}
