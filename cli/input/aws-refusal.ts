// What is said where AWS, or its SDK before it asks, says no.
// SPDX-License-Identifier: Apache-2.0
import { EnvironmentFailure } from '../terminal/exit.ts';

/** The SDK's words for a missing Region name no remedy (@smithy/config-resolver, "Region is missing"). */
export function awsRefusal(where: string, error: unknown): EnvironmentFailure {
  if (!(error instanceof Error)) return new EnvironmentFailure(`${where}: AWS said no: ${String(error)}`);
  if (error.message === 'Region is missing')
    return new EnvironmentFailure(
      `${where}: no AWS Region is configured (give --region, set AWS_REGION, or run aws configure)`,
    );
  return new EnvironmentFailure(`${where}: AWS said no: ${error.name}: ${error.message}`);
}
