// The kill switch outside the record: a parameter of AWS Systems Manager, for when the record is what cannot be trusted or reached.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi } from '../../gather/api.ts';
import { dig, stringOf } from '../../model/json.ts';

/** Who or what holds all responses; null: nobody. Never rejects. */
export type OutsideSwitch = () => Promise<string | null>;

/** Anything but a clear `off` holds, and so does a parameter that is missing or cannot be read: the guard fails closed. */
export function parameterSwitch(api: AwsApi, name: string): OutsideSwitch {
  return async () => {
    const request = { account: null, region: null, service: 'ssm', operation: 'GetParameter' };
    const answer = await api.call({ ...request, input: { Name: name } });
    if (!answer.ok) return `the parameter ${name} (it cannot be read: ${answer.reason})`;
    const value = stringOf(dig(answer.output, 'Parameter', 'Value'));
    return value?.trim().toLowerCase() === 'off' ? null : `the parameter ${name}`;
  };
}

/** There is no such switch. */
export const noOutsideSwitch: OutsideSwitch = async () => null;
