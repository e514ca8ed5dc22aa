// What a deployment keeps for the next one: small JSON objects in parameters of Systems Manager, below `/seawall/<stage>/`.
// SPDX-License-Identifier: Apache-2.0
import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { isObject, type JsonObject } from '../../shared/model/json.ts';

type Client = Pick<SSMClient, 'send'>;

/** Null where there is none. Rejects where Systems Manager cannot be asked, or where it holds something else: `remedy` then says what it should. */
export async function readKept(Name: string, remedy: string, client: Client): Promise<JsonObject | null> {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name }));
    const value: unknown = JSON.parse(Parameter?.Value ?? 'null');
    if (!isObject(value)) throw new Error(`${Name} does not hold ${remedy}`);
    return value;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return null;
    throw error;
  }
}

export async function keep(Name: string, value: object, Description: string, client: Client): Promise<void> {
  await client.send(
    new PutParameterCommand({
      ...{ Name, Value: JSON.stringify(value), Type: 'String', Tier: 'Intelligent-Tiering', Overwrite: true },
      Description,
    }),
  );
}
