// Where an event says that it happened: an account and a Region of the form that AWS gives them, or nothing.
// SPDX-License-Identifier: Apache-2.0
import { isAccountId } from '../../model/arn.ts';
import { stringOf } from '../../model/json.ts';

/** Twelve digits; null for anything else, so that no other text gets into a name as its account. */
export function accountIn(value: unknown): string | null {
  const text = stringOf(value);
  return text !== null && isAccountId(text) ? text : null;
}

// `eu-central-1`, `us-gov-west-1`, `eusc-de-east-1`, `aws-global`.
const region = /^[a-z]{2,5}(?:-[a-z0-9]{1,20}){1,4}$/;

export function regionIn(value: unknown): string | null {
  const text = stringOf(value);
  return text !== null && region.test(text) ? text : null;
}
