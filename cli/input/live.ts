// The AWS account that a command looks at: whose credentials, which region, and the API to ask.
// SPDX-License-Identifier: Apache-2.0
import { type Command, Option } from 'commander';
import type { AwsApi } from '../../shared/gather/api.ts';
import { readingApi } from '../../shared/gather/kubernetes/reading.ts';
import { retrying } from '../../shared/gather/retry.ts';
import { surveyServices } from '../../shared/inventory/clients/index.ts';
import type { Home } from '../../shared/inventory/observation.ts';
import { definedOf } from '../terminal/defined.ts';
import { EnvironmentFailure } from '../terminal/exit.ts';
import { collect } from '../terminal/options.ts';

export interface LiveOptions {
  readonly region: readonly string[];
  readonly profile?: string;
}

/** `--region` and `--profile` of commands that look through an account. */
export function withAccount(command: Command): Command {
  return command
    .addOption(
      new Option('--region <region>', 'Region to read (repeatable)')
        .argParser(collect)
        .default([], 'the one configured'),
    )
    .option('--profile <name>', 'AWS profile to use');
}

/** Reads, and waits where AWS throttles: nobody's event runs out of time. */
export function liveApi({ profile, region: [region] }: LiveOptions): AwsApi {
  const api = readingApi({ services: surveyServices, ...definedOf({ profile, region }) });
  return retrying(api, {
    now: Date.now,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    attempts: 8,
    eventAt: null,
    notFoundFor: 0,
  });
}

/** The account of the credentials in each region asked for, or in the one configured. Throws EnvironmentFailure. */
export async function liveHomes({ region, profile }: LiveOptions): Promise<readonly [Home, ...Home[]]> {
  const { account, region: configured } = await whoAsks(profile, region[0]);
  const [first = configured, ...more] = region;
  return [{ account, region: first }, ...more.map((name) => ({ account, region: name }))];
}

async function whoAsks(
  profile: string | undefined,
  region: string | undefined,
): Promise<{ account: string; region: string }> {
  try {
    // Loaded only when asked for: the SDK would slow every command down.
    const { caller } = await import('../../shared/gather/clients/sts.ts');
    return await caller(definedOf({ profile, region }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentFailure(
      `AWS cannot be asked: ${reason} (aws configure, --profile, --region, AWS_REGION)`,
    );
  }
}
