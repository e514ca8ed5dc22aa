// What an action's plan is: in words, and as the API calls it would make.
import type { Finding } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';

export interface Plan {
  readonly words: string;
  /** A parameter that is null is read right before acting. */
  readonly calls: readonly PlannedCall[];
}

export type Planner = (finding: Finding) => Plan;

export function call(service: string, operation: string, parameters: JsonObject): PlannedCall {
  return { service, operation, parameters };
}

/** What comes after the last slash of an ARN, or the whole of a bare name. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** Strings among the values that the evidence shows: an attached policy's ARN, a task. */
export function foundStrings(finding: Finding): readonly string[] {
  return finding.evidence.map(({ found }) => found).filter((found) => typeof found === 'string');
}
