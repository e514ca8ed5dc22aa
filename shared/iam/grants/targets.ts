// Which targets a statement's conditions still admit, judged by their values: a condition limits only what its values exclude.
// SPDX-License-Identifier: Apache-2.0

import { isAccountId } from '../../model/arn.ts';
import type { Condition, Statement } from '../policy/document.ts';
import { serviceOf } from '../policy/match.ts';
import { demandsValue, onlyWildcards, operatorOf } from '../policy/operators.ts';
import { chosenKey, leavesChoice } from './choices.ts';
import { isCircumstance, isOver, mannerOf } from './circumstances.ts';

/** True where a condition narrows what is acted upon, whatever the call. What the caller chooses is asked by `leavesTarget`. */
export function limitsTarget(condition: Condition): boolean {
  const operator = operatorOf(condition.operator);
  if (operator === null || !demandsValue(operator)) return false;
  if (isOver(condition)) return true;
  const key = condition.key.toLowerCase();
  if (isCircumstance(key) || mannerOf(key) !== null || isTagOfCall(key) || chosenKey(condition) !== null)
    return false;
  return !condition.values.some(admitsAny);
}

/**
 * True where an Allow's conditions, beside the Denies on the same choice, leave `action` any target, any policy to attach, any
 * service to pass to. `denies`: the conditions of each Deny that covers the call.
 */
export function leavesTarget(
  { conditions }: Statement,
  action: string,
  denies: readonly (readonly Condition[])[] = [],
): boolean {
  if (conditions.some((condition) => refusesTags(condition, action) || ofAnotherService(condition, action)))
    return false;
  return leavesChoice(action, conditions, denies);
}

/** True for a pattern of everything: stars, or an ARN of any resource of a type. */
function admitsAny(value: string): boolean {
  if (onlyWildcards(value)) return true;
  const [arn, , , , account = '', ...rest] = value.split(':');
  if (arn !== 'arn' || rest.length === 0) return false;
  const anyAccount = account === '' || onlyWildcards(account) || isAccountId(account);
  return anyAccount && isAnyOfType(rest.join(':'));
}

/** `*`, `cluster/*`, `function:*`, `task/*` + `/*`. */
function isAnyOfType(resource: string): boolean {
  const [type = '', ...names] = resource.split(/[/:]/);
  if (names.length === 0) return onlyWildcards(type);
  return names.every(onlyWildcards);
}

/** Tags that the call itself brings: whoever makes a resource chooses them (IAM User Guide, aws:RequestTag, aws:TagKeys). */
function isTagOfCall(key: string): boolean {
  return key.startsWith('aws:requesttag/') || key === 'aws:tagkeys';
}

const tagging = /:(?:create|run|start|register|submit|request|launch|tag|assumerole)/i;
const untagged = /:(?:createaccesskey|createloginprofile|createpolicyversion)$/i;

/** `s3:authtype` is in no call of another service: where it is demanded, those are refused. */
function ofAnotherService({ operator, key }: Condition, action: string): boolean {
  const how = operatorOf(operator);
  const service = mannerOf(key.toLowerCase());
  return service !== null && how !== null && demandsValue(how) && serviceOf(action) !== service;
}

/** A call that brings no tags is refused where one is demanded. */
function refusesTags({ operator, key }: Condition, action: string): boolean {
  const how = operatorOf(operator);
  if (how === null || !demandsValue(how) || !isTagOfCall(key.toLowerCase())) return false;
  return !tagging.test(action) || untagged.test(action);
}
